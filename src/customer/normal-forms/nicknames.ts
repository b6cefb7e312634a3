/**
 * Which given names people use for one another, written from general knowledge: English first, with the names common
 * across Europe. A line holds the spellings of one name, a colon, and what its bearers are called.
 *
 * It is a relation, not an equivalence: Kate is short for Katherine and for Caitlin, who are not each other. Two names
 * are related when one line holds both, and that is never carried on from line to line.
 */ import { foldLetters } from './text';

const TABLE = `
aaron aron: ron ronnie ronny
abigail abigael abbigail abigale: abby abbie abbey gail
abraham avraham ibrahim: abe bram avi ham
adam adán: ad addie edie
adelaide adelheid: addie ada adela della heidi heide dell adie
adrian adriano hadrian: ade
adrienne adriana adriane: addie adie
agnes agneta agnieszka: aggie aga nessie nessa
alan allan allen alun: al
albert alberto adalbert: al bert bertie albie
albrecht: al bert
alexander aleksander alexandre alessandro alejandro aleksandr alexandros: alex al alec alek xander zander sandy sasha sascha lex alexei alessio alejo sandro
alexandra aleksandra alessandra alejandra: alex sandra sandy sasha lexi lexie ali allie lexa ola
alexis: alex lexi lexie
alfred alfredo alfréd: al alf alfie fred freddie freddy
alice alicia: ali allie ally elsie lissa alie
alison allison alyson: ali allie ally al
amanda: mandy manda mandie
amelia amalia emilia amélie: amy millie milly mel emmie
anastasia anastasiya: stacy stacey ana nastya stasia annie asya
andrew andreas andré andre andrei andrej andrzej andrés andres anders ondrej andrey: andy drew andi dre
andrea: andie andy andi drea
angela angelina angelica angelika angelique: angie angel geli lina
ann anne anna ana anya anja: annie nan nancy nanny anni aña anneke anouk anushka
annabel annabelle anabel: anna belle bella ann
annemarie annmarie: anne ann anna marie anni
annette annett: anne ann netta annie anna
anthony antony antonio antoine anton antoni antonius antónio: tony toni ant tonio toño ton
antonia antoinette antonella antonina: toni tonia nettie tonie netta toinette tony
archibald: archie baldie
arnold arnaud arnaldo: arnie arne arno
arthur arturo artur arturs: art artie arty
audrey audra: audie dee
augustus augustin agustín augustine august augusto: gus augie gust
barbara barbora bárbara: barb barbie babs bobbie basia babette bärbel
bartholomew bartholomäus bartolomé bartosz: bart barty bartek bat tolly
beatrice beatrix beatriz beata: bea bee trixie trix bebe tris trisha
belinda: bel linda lindy bindy belle
benedict benedikt benito benoît benoit: ben benny bennie
benjamin binyamin: ben benny bennie benji benjie benjy jamie
bernard bernhard bernardo bernd: bernie barney berny bern
bernadette bernadine bernarda: bernie berna detta
bertha berta: bert bertie birdie
bethany: beth
beverly beverley: bev
bradley: brad
bradford: brad ford
brandon brendan brenden: brand brandy bran
brenda: bren brendy
brian bryan bryant: bri bry
bridget brigid birgit birgitta brigitte brigitta: biddy bridie gitte britta britt bridey gitta
bronwyn bronwen: bron winnie
calvin: cal vin vinny
cameron: cam cami
camille camila camilla kamila: cam cami millie milla milly
carl karl carlo carlos karel karol: charlie chuck kalle carlito
caroline carolyn carolina karoline karolina carolin carolyne carole carol: carrie caro lina lynn callie carly karo cassie
cassandra kassandra: cass cassie sandra sandy casey
catherine katherine kathryn katharine katharina katarina catharina caterina catalina katherina kathrin katrin cathryn kathrine katarzyna catrin cathrine: kate katie kathy cathy kat kitty kay kit katy cat cathie kathie cate kati kasia katja katya käthe trina rina kathe kaye katka cassie casey lena
caitlin kaitlin caitlyn kaitlyn katelyn catelyn: kate katie cait kait lynn katy kay kaye
cecil cecilio: cec cece
cecilia cecily cécile cecile cäcilie: cece ceci cissy celia sissy cissie cilla
charles carlos karl carl: charlie chuck chas charley chaz chip chick
charlotte carlotta: charlie lottie lotte char lotta carly charley lola
chester: chet
christian cristian krystian: chris kris christy kit
christina christine kristina kristine cristina christiane krystyna christa kirsten kristin kristen christen: chris tina chrissy christie kris kristi christy crissy krissy stina kristy chrissie tine nina
christopher kristoffer christoph christophe cristóbal krzysztof kristopher christoffer: chris kit topher kris christy krzysiek chrissy stoffer
clara klara claire clare clarissa: clair clarrie clary
clarence: clare clay clair
claudia claude klaudia: claudie claud
clement clemens klemens clément: clem clemmie
clifford: cliff ford
clifton: cliff
clinton: clint
conrad konrad konstantin: con connie kurt curt
constance constanze constanza: connie con stanzi
constantine konstantin constantin konstantinos: con costa kostas gus kosta dino connie
cordelia: cordy delia dell
cornelius cornelis kornelius: con connie neil corny cor kees
cornelia kornelia: connie corny nelly nele neele corrie lia
courtney: court curt
crystal krystal: chris crys
curtis kurtis: curt kurt
cynthia: cindy cyndi cindi
cyril kirill: cy
dale: dal
daniel danilo danyal: dan danny dani danni dany
daniela danielle danuta daniella: dani danni danny ella ellie
darrell darryl daryl darryll:
david davide dawid dávid: dave davy davey davie dai dov
dean deane:
deborah debora debra: deb debbie debby debs
delia cordelia: dee dell
delores dolores: dee lola lolly dell della
denis dennis denys: den denny
denise: deni denny dee
derek derrick derick: rick ricky
desmond: des desi
diana diane dianne dyan: di didi dee
dominic dominick dominik domenico dominique domingo: dom nick nicky mimmo domi nic
donald donal: don donny donnie
donna:
dora: dodie
dorothy dorothea dorothée dorota: dot dottie dolly dora dorrie thea dodie dotty dory dorothee
douglas: doug dougie
duncan: dunc
dustin: dusty
dwight:
ebenezer: eb eben
edgar edgardo: ed eddie ned eddy
edith: edie edy
edmund edmond edmundo: ed eddie ned ted eddy
edward eduard eduardo edouard edoardo: ed eddie ned ted teddy eddy edo edu lalo
edwin: ed eddie win ned eddy
eileen aileen ileen: leeny lena
elaine elayne: lainie laney ellie
eleanor eleanora elinor eleonore leonora eleonora ellinor: ellie nora nell ella nellie lenora ellen leonie lena elle nelly
elijah elias eliyahu: eli lige
elizabeth elisabeth elsbeth elżbieta elisabetta: liz lizzie beth betty betsy eliza lisa elsie libby bess bessie lizzy ella lisbeth elise elsa ellie bette lilibet liza else ela betta sissi sisi lise liese ilse elli lily birdie
ellen elena helen: ellie nell nelly
eloise héloïse heloise: ellie lou
elvira: elvie
emily emilie emilia: em emmy millie milly emmie
emanuel emmanuel manuel immanuel: manny manu mano manolo
emma: em emmy emmie
eric erik erick erich: rick ricky rik
erica erika ericka: ricki rikki ricky
ernest ernst ernesto: ernie erny
esther ester hester: essie hettie hetty
ethel:
eugene eugen eugenio evgeny yevgeny eugène: gene zhenya
eugenia eugénie evgenia: genie gena
eve eva evelyn ewa evelyne eveline: evie ev evi
ezekiel: zeke
felicity felicia felicitas: flick fliss lissa
ferdinand fernando fernand: ferdy nando ferd fred freddie freddy
fiona: fi
florence florentina flora: flo florrie flossie
frances francesca franziska francisca françoise franciszka francine: fran francie frankie fanny franny cissy franzi sissi paca ziska
francis francisco franz frank francesco françois franciscus frans franciszek: fran frankie franky paco pancho cisco ferenc franco franny
franklin: frank frankie fran
frederick frederic friedrich fredrik frédéric federico frederik: fred freddie freddy fritz rick ricky fredo fritzi
frederica friederike frederika frédérique: freddie freda rikke rike fritzi ricki freddy
gabriel gavriel: gabe gabi gaby gab gabby
gabriela gabriele gabrielle gabriella: gabi gaby gabby brie ella elle
geoffrey jeffrey jeffery geoff jeffry: jeff
george jorge georg georges giorgio jerzy jiří georgios yuri györgy jörg: geordie jurek georgie jürgen joris
georgina georgia georgiana: georgie gina georgy
gerald gerold geraldo: gerry jerry
gerard gerhard gérard gerardo: gerry jerry gerd ger gert
geraldine: gerry geri gerrie jerry dina
gertrude gertrud: gert trudy gertie trudi
gilbert gilberto: gil bert gib
gideon: gid
gillian jillian: gill jill gilly jilly
giovanni: gianni vanni gio nanni
giuseppe: beppe peppe pino peppino
grace graça: gracie
graham graeme grahame: gra
gregory gregor grigori gregorio grzegorz grégoire: greg gregg greig
gretchen: gret
guillaume guilherme guillermo: gui guille memo
gwendolyn gwendolen gwenda: gwen wendy gwenny
hannelore: hanne lore
harold harald haroldo: harry hal harrie
harriet harriett: hattie harry hettie hatty
harrison: harry
harvey: harv
heather: hetty
helen helena helene elena hélène ilona jelena: nell nellie lena ellie nelly ellen leni ella lene lenka
henry henri heinrich hendrik henrik enrique enrico henryk henrique: harry hank hal heinz henk hen heiko rico rik quique heini kike
henrietta henriette: etta hettie harriet jette hetty etty nettie
herbert heribert: herb bert herbie bertie
herman hermann: herm hermie manny
hilary hillary: hil
hildegard hilda hilde: hildie hildy
horace horatio:
howard: howie
hubert huberto: hugh bert hubie hub
hugh hugo ugo hughes hugues: hughie huey
humphrey: humph
ian iain:
ignatius ignacio ignaz ignacy: iggy nacho iggie nate
imogen: immy
ingeborg: inge inga
irene irina irena irène: rene renie ira rena
isaac isaak itzhak yitzhak: ike zac
isabel isabella isabelle isobel izabela ysabel: izzy bella belle isa ibby izzie bel tibbie ella
isidore isidro isidor: izzy izzie
ivan iwan: vanya
jack: jackie jacky
jacob jakob jacobus yaakov: jake jay coby jack kuba jakub jaap kobus
james jaime jacobo jacques jamie: jim jimmy jem jimmie jay
jan johann:
jane jayne jana: janie janey jenny jan jennie jessie jean
janet jeannette janette jeanette: jan netta jenny nettie jessie
janice janis: jan
jared: jerry
jasmine yasmin jasmin yasmine jazmin: jas jazz min
jason: jay jase
jean: jeanie jeannie
jean jehan: jeannot
jennifer: jen jenny jenn jennie jenni
jeremiah jeremias: jerry jem jeremy
jeremy jeremie jérémy: jerry jem jez jezza
jerome hieronymus jérôme jeronimo: jerry rome
jessica: jess jessie jessi jessy
jesse: jess jessie
jill:
joachim joaquín joaquin: jo joe achim jochen quino
joan joanne joanna johanna juana joana jeanne: jo joanie hanna joey jody hanne nana hannah asia jeannie
jocelyn joscelyn: joss jo joy
jodie jody:
joel: joe joey
john jon johan johannes johann juan jan hans joão ioan: jack johnny jonny hank hansi jock johnnie hannes jackie jacky
jonathan jonathon johnathan jonatan: jon john johnny jonny nathan jonty nate
jordan jordi: jordy judd
joseph josef josé jose giuseppe józef josip jozef: joe joey jos pepe sepp jo jojo chepe jody
josephine josefine josefina giuseppina josepha: jo josie fina josey posy joey pepa fifi jody
joshua josua yehoshua: josh
joyce: joy
juan: juanito
judith: judy jude judi jutta
julia julie juliana giulia juliane julianna julija: jules juli jule ana
julian julius jules giulio julio julien: jule
juliet juliette giulietta: jules julie etta
justin justinus: just
justina justine: tina jus
karen caren karin carin: kari kaz
kathleen cathleen: kath kathy kate katie cathy kay kitty kat kit katy trina lena cassie
kelly kelley kellie: kel
kenneth kennith: ken kenny
kevin: kev
kimberly kimberley: kim kimmy kimmie
kirsten kirstin kirsty: kirstie kris
klaus claus:
lancelot: lance
laura lora laure: laurie lori lauri
lauren lauryn loren: laurie lori ren
laurence lawrence lorenz lorenzo laurent lars lavrenti: larry laurie lon lenz lawrie loz law renzo lorry
leah lea:
leo:
leonard leonardo leonhard lennart: leo len lenny leon lennie lenni leno
leopold leopoldo: leo poldi
leroy: lee roy
leslie lesley: les
lester: les
lewis louis luis ludwig luigi ludovic lodewijk luís: lou louie lew lewie gigi lutz wiggerl ludo lajos
lillian lilian liliana lily lilly: lil lillie liana lolly
lincoln: linc
linda lynda: lin lindy lynn
lindsay lindsey lynsey: lin
lloyd:
floyd:
lois: lou
loretta: etta retta lorrie
lorraine: lori lorrie raine lor
louise luise louisa luisa luiza: lou lulu lulie weezy isa lois
lucas lukas luke luca lukasz łukasz luc luka:
lucille lucile: lucy lu lou
lucinda: cindy lucy lu lou
lucy lucia lucie luzie lucía łucja: lu lulu lucinda luce
lydia lidia: lyddie
madeline madeleine madelyn magdalena magdalene madalena: maddie maddy mads lena magda leni madge maggie
malcolm: mal malc
marcel marcello marcelo:
marcus markus marc mark marco marek marcos márk: marky
margaret margarete margareta margarita marguerite margarethe margherita małgorzata margret margit margot: maggie peggy meg marge madge greta gretchen margie daisy rita meggie megan marjorie peg gitta gosia grete gretel margo molly mags marga maisie gretl gretta midge margery
maria marie mary miriam mariah marija maría: molly mia polly mitzi mimi may minnie mamie mae mitzie ria maja mariechen marieke masha marita mara moira maura
marian marianne marianna mariana marion maryann maryanne: mary ann anne nan anna mari janne
marilyn marylyn: mary lynn
marjorie margery marjory: marge margie madge
marlene marleen: marla marly leni
marshall: marsh
martha marta marthe: marty mattie patty mat patsy
martin martín marten maarten marcin martino: marty mart tino
martina: tina marty martie
marvin: marv
mary: mae molly polly may mamie minnie
matilda mathilda mathilde matylda: tilly mattie tillie maud tilda hilda matty
matthew mathew matthias mateo matteo matthieu mathieu mattias mateusz matías mathias: matt matty mat hias theis thijs mattie
maurice moritz mauricio maurizio morris: moe mo mory maury
maximilian maximillian maxime maksym massimiliano maksimilian: max maxi massi maxl
maxwell: max
maxine: max
megan meghan: meg meggie
melanie melany: mel melly lanie
melinda: mel mindy linda lindy lynn
melissa: mel missy lissa lissy millie milly
melvin melvyn: mel vin
mercedes: merche mercy sadie
meredith: merry
michael mikhail michel miguel michał mikael mihai micheal mikkel michal: mike mick mickey micky mikey misha mitch michi mischa micha mik midge
michelle michele michèle micaela michaela: shelly mickey missy chelle shell micky ella michi
mildred: millie milly
miranda: mandy randi randy mira
mitchell: mitch
mohammed muhammad mohamed mohammad muhammed mehmet mahomet: mo hamid moe
monica monika monique: mona moni nica
montgomery: monty
mordecai: mort
morgan:
mortimer: mort
moses moshe moises moïse: moe mo mose
muriel:
myra:
nadezhda nadeschda: nadia nadya
nancy: nan nance
naomi noemi: nomi
natalie natalia nathalie nataliya natalya natasha: nat tasha nattie tally lia natty talia nettie
nathan nathaniel natan nathanael: nate nat natty than
neil neal niall:
nelson: nels
nicholas nicolas nikolaus nikolai niklas niccolò nicolaas mikołaj nikolaos nickolas nicolai: nick nicky klaus claus colin cole nico niko nik niels nils kolya nikola klaas nikos nic
nicole nicola nicolette nikola: nicky nikki nic coco colette nico niki nicki
nigel: nige
nora norah:
norbert: bert norb
norma:
norman: norm
octavia: tavy
olga: olya
oliver olivier oliviero: ollie olly ol noll
olivia: liv livvy ollie livia livi
ottilie: tilly
oscar oskar: ozzie ossi
oswald osvaldo: oz ozzie ossie
otto:
pamela: pam pammy
patricia patrizia patrycja: pat patty patti trish tricia patsy trisha pati
patrick patryk patricio patrizio padraig: pat paddy rick pádraic patsy
paul pablo paolo pavel paweł paulo pál: paulie pauly
paula pauline paulina paola: polly lina
penelope: penny nell poppy pen
percival: percy
peter pedro pierre pieter piotr pietro petr petrus pyotr: pete petey pet piet perico pitt peer pierrot
petra:
philip phillip philipp felipe philippe filip filippo: phil pip flip lippo pippo
philippa filippa phillipa: pip pippa phil
phoebe: bee fifi
phyllis: phil phyl
priscilla: cilla prissy cissy
prudence: pru prue
quentin quinton quintin: quin
rachel rachael raquel rahel rachelle: rach rae ray shelly rache
ralph raoul raul: rafe ralphie
ramona: mona romy
randall randolph randal: randy rand dolph
raphael rafael raffaele: raf rafe rafa ralph rafi
raymond raimund ramón ramon raymund: ray mundo monchi
rebecca rebekah rebeca rebekka: becky becca bec beck becki reba bekki becs
reginald reinhold reynold reinaldo: reg reggie rex ron naldo
regina régine: gina reggie gigi
renata renate: rena
reuben ruben rubén: rube ben ruby
rhoda:
rhonda: ron
ricarda richarda: ricki
richard ricardo riccardo ryszard rikard: rich rick dick ricky richie rico dickie ritchie rickie
robert roberto rupert ruprecht rodbert: bob rob bobby robbie bert bobbie robby robin bertie berto
roberta: bobbie robbie bert bobby berta bertie birdie
roderick rodrigo: rod roddy rick rory erick rickie
rodney: rod
roger rogelio ruggero rüdiger rodger: rodge rog rod
roland rolando orlando rolland: rollo rolly lando rolf
romeo:
ronald ronaldo: ron ronnie ronny naldo
rosa rose rosie róża: rosita
rosalind rosalinda rosalyn: roz ros rosie linda rose rosa
rosemary rosemarie: rose rosie mary romy romi marie
rowena: ro
roxanne roxana: roxy roxie rose
rudolph rudolf rodolfo rudolphe: rudy rolf dolf rudi ralph dolph
russell: russ rusty
ruth: ruthie
salvatore salvador: sal toto turi sally chava
samantha: sam sammy sammie
samuel shmuel samuele: sam sammy sami
samson: sam sammy
sarah sara zara: sally sadie sari
saskia:
scott: scotty scottie
sean shaun shawn shane:
sebastian sébastien sebastián sebastiano bastian: seb bas basti bastien sebi
sergei sergio serge sergey:
seymour:
sharon: shari shaz
sheila:
shirley: shirl lee
sidney sydney: sid syd
siegfried: sigi siggi
sigmund siegmund zygmunt: sig ziggy
sigrid: siri sigi
silvester sylvester: sly syl si
simon shimon simeon: si sim
simone simona: mona simmie
solomon salomon suleiman: sol solly sal
sophia sofia sophie zofia sofie sofía: soph fifi zosia sophy
spencer: spence
stanley stanislaus stanisław stanislav: stan stanny stas
stella estelle estella: essie
stephen steven stefan stephan esteban stefano étienne steffen stephane stéphane stevan: steve stevie steph steff
stephanie stefanie stefania stéphanie estefania: steph stephie steffi stevie annie stef steffie fanny
stewart stuart: stu
susan susanna susannah susanne suzanne zuzanna susana zuzana: sue susie suzy suki sanna suse susi sanne
sybil sibylle sibyl: syb bill billie
sylvia silvia sylvie: syl silvi
tabitha: tabby
tamara tamar tamsin: tammy tam mara tami
tatiana tatjana tatyana: tania tanya tanja
terence terrence terrance: terry tel
teresa theresa therese teresita thérèse theresia: terry tess tessa tracy resi tessie reese terri terrie
thaddeus tadeusz tadeo: thad tad ted
theodora feodora: dora thea teddy theo teddie
theodore theodor teodoro fyodor theodoor théodore: ted theo teddy tad dory
thomas tomas tomás tommaso tomasz tomáš tómas: tom tommy thom massimo maso tomek
tiffany: tiff
timothy timotheus timoteo timothée: tim timmy timo
tobias tobiah tobiasz: toby tobi tobe
tracy tracey: trace
trevor: trev
trinity:
ulrich ulrik: uli ulli ull
ulrike ulrika: uli rike ulla
ursula urszula: ulla uschi ursel sula ushi
valentine valentin valentino: val
valentina: val tina vale
valerie valeria valérie: val vale
vanessa: nessa ness van nessie
vera:
vernon: vern
veronica veronika véronique weronika: ronnie vera roni vroni nica nika ron vee ronni ronny vonnie
victor viktor vittorio wiktor: vic vick vito
victoria viktoria vittoria wiktoria: vicky vicki tori vikki vic tory vickie vick
vincent vincenzo vicente vinzenz wincenty: vince vinnie vinny vin enzo vic
virginia virginie: ginny ginger gina virgie jinny jennie
vivian vivien vivienne viviana: viv vivi
vladimir wladimir volodymyr: vlad vova volodya
wallace: wally wal
walter walther gualterio: walt wally wat
wanda:
warren:
wendy:
werner:
wesley: wes
wilbur: will willie willy
wilfred wilfried: will fred wilf willie freddie
wilhelmina wilhelmine: minnie willa mina billie wilma helma minna elma willie
william wilhelm willem guillaume guillermo guglielmo vilhelm wiliam: liam will bill billy willy willie wim bil willi
winifred: winnie fred freddie win
winston: win winnie
wolfgang: wolf wolfi
yvonne ivonne: vonnie eve
zachary zachariah zacharias zakary: zach zack zac zak
zoe zoé zoey: zo
aiden aidan
aisha ayesha aysha
amandine
amber
amit
anil
anke
antje
aoife
aria
ashley
ava
bethan
birte
brett
brianna
brittany: britt
caleb
carla carlotta
celine
chad
chantal
chloe
cody
connor conor
craig
darla
darlene darleen
darren darrin
destiny
dirk
dwayne duane
dylan dillon
elke
erin
esme
ethan
fatima
felix
finn finley
freya
gisela
glenn glen
gloria
hailey haley hayley
hassan hasan
heike
helga
holger
holly hollie
hussein husain
ingrid
isla
ivy
jayden jaden
jens
jie
kayla
keira kiera
keith
kerstin
kyle
lara
layla leila
logan
luna
marco marko
marsha
mason
mehdi
ming
mohammed muhammad mohamed muhammed mohammad mohamad: mo
niamh
noah
omar umar
owen
paige
priya
rahul
raj
ralf ralph
ryan rian
sabine
sanjay
savannah
scarlett scarlet
sierra
silke
sinead
siobhan
skye
summer
sunil
sven
thierry
todd
torsten thorsten
travis
trent
troy
tyler
ute
uwe
wayne
wei
willow
xin
yusuf yousef youssef
`;

const LINES_OF: ReadonlyMap<string, readonly number[]> = index(TABLE);

function index(table: string): Map<string, number[]> {
  const lines = new Map<string, number[]>();
  for (const [number, line] of table.trim().split('\n').entries()) {
    for (const name of new Set(foldLetters(line).split(/[ :]+/))) {
      if (name === '') continue;
      const at = lines.get(name);
      if (at === undefined) lines.set(name, [number]);
      else at.push(number);
    }
  }
  return lines;
}

/** Whether the table holds the name, as a given name or as a nickname. `name` is a normal form of one word. */
export function isKnownGivenName(name: string): boolean {
  return LINES_OF.has(name);
}

/** Whether people use one name for the other: spellings, translations and nicknames of one given name. Symmetric. */
export function areNicknames(a: string, b: string): boolean {
  const linesOfA = LINES_OF.get(a);
  const linesOfB = LINES_OF.get(b);
  if (linesOfA === undefined || linesOfB === undefined) return false;
  return linesOfA.some((line) => linesOfB.includes(line));
}

/** Whether somebody of this given name may sign with this letter: Robert with `r`, and with `b` for Bob. */
export function hasInitial(name: string, initial: string): boolean {
  if (name.startsWith(initial)) return true;
  return LINES_OF.get(name)?.some((line) => INITIALS[line]?.includes(initial)) ?? false;
}

const INITIALS: readonly string[] = TABLE.trim()
  .split('\n')
  .map((line) =>
    [
      ...new Set(
        foldLetters(line)
          .split(/[ :]+/)
          .map((name) => name.charAt(0)),
      ),
    ].join(''),
  );
