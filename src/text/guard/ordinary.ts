import { render, type Template } from "../template.ts";

/*
 * Words that status updates are full of, and words that are names as well ("Will", "Mark", "Chase"). A person or a customer
 * may be called so, and most of the time the word means something else.
 */

const updates = `
a able about above access account action active actual add affect affected after again against age agent alert all allow almost alone
along already also although always am among amount an analysis analytics and another answer any anyone anything apart api app
application apply approve are area around as ask at attempt audit available average avoid away back balance band bandwidth banner
base based basic batch be because become been before begin behind being below best better between beyond big block board body boost
both bound branch break bridge brief broad broken browser build bulk business busy but button by cache call came can cannot capacity
card case cause center central chain challenge chance change channel chart charge chat check choice claim claims class clean clear
click client clock close closed cloud cluster code cold color column come command comment common company complete component
components concern concerns condition confirm connect connection console contact contain content continue contributing control copy
core correct cost could count country course cover create credit critical cross current currently custom customer customers cut cycle
daily dashboard data database date day deal dear debug decide decrease deep default degraded delay delete deliver demand depend deploy
deployment design detail detect developer device did different direct disk display do document does domain done double down draft drain
drill drive drop dropped due duration during each early earth ease east easy edge edit effect either element elevated else email empty
enable end endpoint endpoints ends engine engineer enough enter entire entry error errors estimate estimated even event ever every
everyone exact example except exist expect expected experience explain export expose express extend extra face fact factor factors fail
failed failover fall fallback false family far fast fault feature feed few field fields figure file fill filter final find fine fire
first fit fix flag flat flow focus folder follow following follows for force forge form format forward found foundation frame free
frequent fresh from front full function further future gap gate gateway gather general get give global go goal going gone good grace
grade graph great green grid group grow guard guide had half hand handle happen happy hard hardware has have he head header health
heart heavy held help her here high higher him his hit hold home hook hope host hot hour hours house how however hub human i idea
identified identify if image immediate impact improve in incident include increase index inform information infrastructure input
inside insight install instance instead intake intelligence interface internal internet into investigate investigating invoice is
issue it item items its itself job join journal just keep key keys kind know known label lack lane language large last late latency
later latest launch layer lead learn least leave left less let level library life light like limit line linear link list little live
load local location lock log login long look looking loop lost low lower machine made mail main maintenance major make manage manual
many map margin mark market master match matter max may me mean meanwhile measure media medium meet member memory mention menu merge
message method metric metrics middle might min mind mine minimal minor minute minutes mirror miss missing mitigate mitigated mitigating
mitigation mobile mode model models moment monday monitor month more mortem most motion mount move much must my name native near nearly
need net network never new next night no node nodes none nor normal normally north not note nothing notice notion now null number
object observe of off offer office often ok okay old on once one ongoing online only open operate operation operations option or orange
order other others our out outage output over overall own owner owners pace pack page paid pair panel part partial partly parts party
pass past patch path pause pay payment peak people per percent perfect perform performance period person phase phone pick picture pilot
place plan platform play please plus point policy pool poor poorly port portal position possible post posted power preparing present
press preview previous price primary prime print prior private problem process product production profile program progress project
promise prompt proof proper protect protocol provide provider proxy public pull pulse purchase push put quality query question queue
quick quiet quota quote range rapid rate rather ratio raw reach read reader ready real really reason receive recent record recover
recovery red reduce refer region regular related relay release remain remote remove render repair repeat report request requests
require rescue reserve reset resolve resolved resource resources respond response rest restart restore result resume retail retry
return revenue review revert right ring risk road roll rolled rolling room root round route row rule run running safe said same sample
save say scale scan schedule scheduled scope score scout screen script search second section secure security see seem segment select
send sense sensor sent separate series serve server servers service services session set settings setup several severe severity shape
shard share she shell shift ship shop short should show side sign signal simple since single site situation size slack slow small smart
snow so social soft software solid some soon sorry sort source south space spark speed spike split spread spring square stable stack
staff stage stand standard star start started starts state static stats status stay steady step stop storage store storm stream street
string stripe strong studio subject submit succeed success such sudden suite sum summary sun supply support sure surface swift switch
symptom sync system systems table tag take talk target task team tech tell tenant tenants term test text than thank thanks that the
their them then there these they thing think third this those though thread threshold through throughout ticket time timeline times to
today together token tomorrow too tool top total touch toward trace track tracking traffic transfer transit transport trend trial
tried trigger trouble true trust try turn twice two type unable under union unit unity until up update updated updates upgrade upload
upon upstream usage use used user users using usual usually utc value vanguard various vendor version very via view visa vision visit
vital voice volume wait walk want warm warning was watch water wave way we web week well went were west what when where whether which
while white who whole whose why wide will window wire wise with within without word work worker working works world worse would write
wrong yellow yes yesterday yet you your zero zone
sev info warn ops dev prod infra noc sre oncall admin root support sales billing legal marketing finance comms scribe commander
january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun jan feb mar apr jun jul aug sep oct nov dec
don won ain removed ram ray ruby mac win lin java julia ada pascal scala cassandra kafka aurora apollo athena travis jenkins sentry api
one two three four five six seven eight nine ten dozen hundred thousand million
`;

const names = `
ace ally amber andes angel archer art ash asia aspen august autumn baker banks barber bass bay bean bear beau
berry bill bird bishop blaze bliss bloom blue bolt bond boss boy brand brave bright brook brooks brown buck
bud burns bush buzz cab candy carpenter cash castle cat champion chapman charity charm chase cherry
chip christian church clay cliff coal constant cook cooper coral corn cotton crane crash crew crisp cross crow crown
crystal curry cyan daily dancer dash dawn destiny dick diamond dick digger dock dot dove draw drew dusty
echo eden ember faith fallow fate fawn ferry fisher fleet flint flora ford forest forrest fort fox frank
frost gale gay gem gene glad glass glory gold golden grand grant gray grey grove
guy hale hall hammer handy harbor hardy harmony harper hart hawk hay heath heaven hill
honey honor hood hooper hope horn hunt hunter ice iris iron ivory jack jade jam jar jay jet
jewel jock joy judge junior justice kerb kid king kit knight lake lamb lance land lane lark
lawless lawn leaf lee lion lock love loyal lucky mace magic major mango maple marble mar marina marine mars
marsh may mead mercy merit merry mill miller mint misty money moon moor moss noble
nova oak ocean oral palm parks pearl penny pepper perry pet phoenix
pierce plumb pole pond pope pound precious pride prudence quick quill rain
ranger reading reef rice rich rider ridge rip rise river rock rocket rose
rush rusty sable sad sage sailor saint salt sand savage scarlet seal serene shade
shepherd silver skip sky slate snow spike stone storm
summer sunny swan temple thorn tiger tiller timber trinity
valley vega venus victory ward warner
will wilt winter wolf wood woods woody worth young
`;

const words = new Set(`${updates} ${names}`.trim().split(/\s+/));

/** The words that some templates consist of, in small letters: whatever else they mean, they stand in every text. */
export function wordsOf(templates: readonly Template[]): string[] {
  const shown = templates.flatMap((template) => {
    const given = (names: string[]) => Object.fromEntries(names.map((name) => [name, "0"]));
    return [template.uses, template.needs].map((names) => render(template, { fields: given(names), settings: {} }));
  });
  const texts = shown.map((one) => ("text" in one ? one.text : ""));
  return [...new Set(texts.flatMap((text) => text.toLowerCase().match(/\p{L}+/gu) ?? []))];
}

/** True for a word that says nothing of who is meant when it stands in a sentence. In small letters. */
export function isOrdinary(word: string): boolean {
  return words.has(word);
}
