import { isWrittenInside } from './scripts.ts';

/**
 * Words that are not quoted, by language; a word that ends with `*` stands for all that begin with it. Small on purpose: what
 * is coarse in every mouth, slurs first. Every list is held against every text, but for words after a `=`: those mean something
 * else elsewhere (French `en retard`, Spanish `hora`). A text with one of them counts as every other, it is only not shown.
 */
const PROFANE: Readonly<Record<string, string>> = {
  en: 'fuck* motherfuck* shit shits shitty bullshit cunt* bitch* asshole* arsehole* dickhead* pussy pussies faggot* fag fags nigger* nigga* retarded =retard* whore* slut sluts slutty =wank* twat* tranny kike kikes spic chink*',
  de: 'scheiß* scheiss* arschloch* arschlöcher =fick* gefickt =hure* hurensohn* wichser* fotze* missgeburt* =neger* schwuchtel* nutte* spasti spast spasten',
  fr: 'putain* merde* connard* connasse* salope* enculé* pute putes nique* niqué* bâtard* pédé* bougnoule* négro*',
  es: 'puta putas puto putos mierda* joder jodid* coño cabrón cabron* gilipoll* pendej* maricón* maricon* =verga chinga* hijueput* =hostia*',
  it: 'cazz* merda merde puttan* stronz* vaffancul* coglion* minchia frocio* =negr* fottut*',
  pt: '=porra caralh* merda puta putas puto =foda* =foder fodid* viado* buceta* cuzão arrombad* =desgraçad*',
  tr: 'amk =aq siktir* sikey* sikik* sikti* orospu* =piç piçler* götveren yarrak* yarak* amına* amcık* ibne* kahpe* gavat*',
  pl: 'kurw* chuj* =huj pierdol* spierd* jeba* pojeb* zajeb* pizd* skurw* =cip* dziwk* pedał*',
  sv: '=fitta* =kuk kukar knull* =hora =horor jävla bögjävel* =mongo',
  ru: 'хуй* хуе* хуё* хуя* пизд* еба* ёба* ебан* ебл* бля бляд* блят* сука суки мудак* мудач* пидор* пидар* гандон* залуп*',
  ar: 'كس كسم* شرموط* قحب* عرص منيوك* متناك* زب خول ابن_الكلب',
  hi: 'चूतिय* भोसड* मादरचोद* बहनचोद* भेनचोद* गांड* रंडी* हरामी* chutiya* bhenchod* behenchod* madarchod* bhosd* gaand* =randi',
  nl: '=kut =kutten =kanker* hoer hoeren =lul =eikel neuk* klootzak* godver* mongool',
  ja: 'くそ クソ 糞 まんこ ちんこ ちんぽ 死ね(?![なばるず]) きちがい キチガイ ガイジ',
  ko: '씨발 시발(?!점) 씨팔 ㅅㅂ 병신 ㅂㅅ 개새끼 새끼 좆 존나 지랄 미친놈 미친년 창녀',
  zh: '操你 他妈的 他妈(?!妈) 傻逼 傻屄 煞笔 (?<!妈)妈的 婊子 鸡巴 屄 贱人 狗屎 垃圾人 尼玛 草泥马',
};

/** Swedish ends with `slut`. */
const EXCEPT: Readonly<Record<string, string>> = { sv: 'slut' };

/** What has the letters of a slur and is none. */
const HARMLESS = /\bchinks? in (?:the|his|her|its|their|your|our|my) armou?r/giu;

/** What wishes somebody harm. A hero who must die is left out with it: a quote that is missing hurts nobody. */
const THREATS = [
  "kill (?:your|him|her|them)sel(?:f|ves)|kys|(?:must|should|deserves? to|needs? to|ought to|ha(?:ve|s) to) (?:die|be (?:killed|shot|hanged|hung|burn(?:ed|t)|gassed|raped|beaten))|(?:go|just|please|hope (?:you|he|she|they)(?: all)?) die(?!-)|(?:i|we)(?:'ll| will| am going to|'m going to) (?:kill|find|hunt|hurt|shoot) (?:you|him|her|them)|gas the|death to|rape (?:you|her|him|them)|i know where you live",
  'bring (?:dich|euch) um|(?:soll(?:te|ten|en)?|muss|müssen) (?:sterben|verrecken)|verreck\\p{L}*|stirb',
  'suicide[- ]toi|tue[- ]toi|va (?:crever|mourir|te pendre)|crève|(?:doit|doivent|devrait) (?:mourir|crever)',
  'm[áa]tate|su[íi]cidate|mu[ée]rete|ojal[áa] (?:te|se) muera\\p{L}*|(?:debe|debería|deben|merece) morir|se mata|mata-te|morra',
  'ammazzati|ucciditi|(?:deve|devono|dovrebbe) morire|zabij się|zdychaj|giń|ta livet av dig|öldürün|geber\\p{L}*|kendini öldür',
  'убей\\p{L}* себя|убейся|сдохни\\p{L}*|умри\\p{L}*|اقتل نفسك|الموت ل\\p{L}+|موتوا',
];
const THREATS_INSIDE = ['去死', '自杀吧', '死んでくれ', '殺してやる', '자살해', '죽여버', '뒤져라', 'मर जा'];

const WORD_ENDS = '(?![\\p{L}\\p{M}\\p{N}])';

const patterns = new Map<string, RegExp>();

/** Of a language that is not known every word counts. */
function patternOf(language: string): RegExp {
  let pattern = patterns.get(language);
  if (pattern) return pattern;
  const apart = THREATS.map((threat) => `(?:${threat})${WORD_ENDS}`);
  const inside = [...THREATS_INSIDE];
  for (const [one, list] of Object.entries(PROFANE))
    for (const word of list.split(' ')) {
      const isOwn = word.startsWith('=');
      if (word === EXCEPT[language] || (isOwn && language !== one && language !== '')) continue;
      const letters = word.replace('=', '').replaceAll('_', '\\s');
      if (isWrittenInside(one)) inside.push(letters);
      else apart.push(letters.endsWith('*') ? letters.slice(0, -1) : `${letters}${WORD_ENDS}`);
    }
  pattern = new RegExp(`(?<![\\p{L}\\p{M}\\p{N}])(?:${apart.join('|')})|${inside.join('|')}`, 'iu');
  patterns.set(language, pattern);
  return pattern;
}

/** Letters that digits and signs stand for when a word is hidden: `sh1t`, `a$$hole`, `sh!t`. */
const HIDDEN: Readonly<Record<string, string>> = {
  ...{ 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', $: 's', '@': 'a', '!': 'i', '|': 'i' },
};
const SIGNS = /(?<=[\p{L}013457$@!|])[013457$@!|](?=[\p{L}013457$@])|(?<![\p{L}\p{N}])\$(?=\p{L}{2})/gu;
const ACCENTS = /(?<=[a-z])[\u0300-\u036f]+/gu;
/** `f*ck`, `f**`; `A*B` and `M*A*S*H` hide nothing. */
const STARRED = /\p{L}{2}[*#@$%]{1,6}\p{L}|\p{L}[*#@$%]{1,6}\p{L}{2}|\p{L}[*#@$%]{2,6}\p{L}|\p{L}\*{2,}/u;
/** Bold and italics as Markdown has them. */
const EMPHASIS = /(?<![\p{L}\p{N}*])(\*{1,3})([^*]{1,300})\1(?![\p{L}\p{N}*])/gu;
/** `f u c k`, `f.u.c.k`. */
const SPACED = /(?<![\p{L}\p{N}])\p{L}(?:[\s._*~-]{1,2}\p{L}(?![\p{L}\p{N}])){2,30}/gu;
const UNSEEN = /\p{Cf}/gu;
const STRETCHED = /(\p{L})\1{2,}/gu;
/** The commonest also with a letter twice. */
const COMMONEST = /(?<!\p{L})(?:f+u+c+k+|s+h+i+t+(?!\p{L})|c+u+n+t+|b+i+t+c+h+)/iu;

/** Letters of Cyrillic and Greek, each with the Latin one that it looks like. */
const LOOKALIKES = 'аaвbеeкkмmнhоoрpсcтtуyхxіiјjѕsԁdһhԛqԝwαaεeιiκkνvοoρpτtυuχx';
const toLatin = new Map<string, string>();
const toCyrillic = new Map<string, string>();
for (let at = 0; at < LOOKALIKES.length; at += 2) {
  const [foreign, latin] = [LOOKALIKES.charAt(at), LOOKALIKES.charAt(at + 1)];
  toLatin.set(foreign, latin);
  if (/[а-я]/u.test(foreign)) toCyrillic.set(latin, foreign);
}
const FOREIGN = /[\u0370-\u052f]/;
/** A text of Latin letters only has none that look like them. */
const lettersBy = (text: string, letters: ReadonlyMap<string, string>): string =>
  FOREIGN.test(text) ? text.replaceAll(/\p{L}/gu, (letter) => letters.get(letter) ?? letter) : text;

/** What a text may mean to say: as it stands, then with its disguises taken off. */
function readingsOf(text: string): string[] {
  const plain = text
    .normalize('NFKC')
    .replaceAll(UNSEEN, '')
    .toLowerCase()
    .replaceAll(EMPHASIS, '$2')
    .replaceAll(HARMLESS, ' ');
  const joined = plain.replaceAll(SPACED, (letters) => letters.replaceAll(/\P{L}/gu, ''));
  const latin = lettersBy(joined, toLatin)
    .normalize('NFKD')
    .replaceAll(ACCENTS, '')
    .replaceAll(SIGNS, (sign) => HIDDEN[sign] ?? sign);
  const readings = [joined, latin, latin.replaceAll('v', 'u'), lettersBy(joined, toCyrillic)];
  return [
    ...new Set([
      plain,
      ...readings.flatMap((one) => [one, one.replaceAll(STRETCHED, '$1$1'), one.replaceAll(STRETCHED, '$1')]),
    ]),
  ];
}

/**
 * Whether a text holds a coarse word, also in disguise, or wishes somebody harm.
 *
 * @param language primary subtag; '' where it is not known
 */
export function isProfane(text: string, language: string): boolean {
  const pattern = patternOf(language);
  const readings = readingsOf(text);
  return STARRED.test(readings[0] as string) || readings.some((one) => COMMONEST.test(one) || pattern.test(one));
}
