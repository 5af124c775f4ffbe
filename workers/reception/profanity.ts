/**
 * Words that are not quoted, by language; a word that ends with `*` stands for all that begin with it. Small on purpose: what
 * is coarse in every mouth, slurs first. A text with one of them counts as every other, it is only not shown.
 */
const PROFANE: Readonly<Record<string, string>> = {
  en: 'fuck* motherfuck* shit shits shitty bullshit cunt* bitch* asshole* arsehole* dickhead* pussy pussies faggot* fag fags nigger* nigga* retard* whore* slut* wank* twat* tranny kike* spic chink*',
  de: 'scheiß* scheiss* arschloch* arschlöcher fick* gefickt hure* hurensohn* wichser* fotze* missgeburt* neger* schwuchtel* nutte* spast*',
  fr: 'putain* merde* connard* connasse* salope* enculé* pute putes nique* niqué* bâtard* pédé* bougnoule* négro*',
  es: 'puta putas puto putos mierda* joder jodid* coño cabrón cabron* gilipoll* pendej* maricón* maricon* verga chinga* hijueput* hostia*',
  it: 'cazz* merda merde puttan* stronz* vaffancul* coglion* minchia frocio* negr* fottut*',
  pt: 'porra caralh* merda puta putas puto foda* foder fodid* viado* buceta* cuzão arrombad* desgraçad*',
  tr: 'amk aq siktir* sikey* sikik* sikti* orospu* piç piçler* götveren yarrak* yarak* amına* amcık* ibne* kahpe* gavat*',
  pl: 'kurw* chuj* huj pierdol* spierd* jeba* pojeb* zajeb* pizd* skurw* cip* dziwk* pedał*',
  sv: 'fitta* kuk kukar knull* hora horor jävla bögjävel* neger* mongo',
  ru: 'хуй* хуе* хуё* хуя* пизд* еба* ёба* ебан* ебл* бля бляд* блят* сука суки мудак* мудач* пидор* пидар* гандон* залуп*',
  ar: 'كس كسم* شرموط* قحب* عرص منيوك* متناك* زب خول ابن_الكلب',
  hi: 'चूतिय* भोसड* मादरचोद* बहनचोद* भेनचोद* गांड* रंडी* हरामी* chutiya* bhenchod* behenchod* madarchod* bhosd* gaand* randi',
  nl: 'kut kutten kanker* hoer hoeren lul eikel neuk* klootzak* godver* mongool',
  ja: 'くそ クソ 糞 まんこ ちんこ ちんぽ 死ね しね きちがい キチガイ ガイジ',
  ko: '씨발 시발 씨팔 ㅅㅂ 병신 ㅂㅅ 개새끼 새끼 좆 존나 지랄 미친놈 미친년 창녀',
  zh: '操你 他妈的 他妈 傻逼 傻屄 煞笔 妈的 婊子 鸡巴 屄 贱人 狗屎 垃圾人 尼玛 草泥马',
};

/** Written without spaces, or with particles that stick: found anywhere. */
const INSIDE: ReadonlySet<string> = new Set(['ja', 'ko', 'zh']);

/** Words of English that mean something else: Swedish ends with `slut`. */
const HARMLESS: Readonly<Record<string, string>> = { sv: 'slut*' };

const patterns = new Map<string, RegExp>();

/** People swear in their own language and in English; where it is not known in any. */
function patternOf(language: string): RegExp {
  let pattern = patterns.get(language);
  if (!pattern) {
    const lists = PROFANE[language] ? [...new Set([language, 'en'])] : Object.keys(PROFANE);
    const words = lists.flatMap((one) =>
      (PROFANE[one] ?? '')
        .split(' ')
        .filter((word) => word !== HARMLESS[language])
        .map((word) => wordPattern(word, one)),
    );
    pattern = new RegExp(words.join('|'), 'iu');
    patterns.set(language, pattern);
  }
  return pattern;
}

function wordPattern(word: string, language: string): string {
  const plain = word.replaceAll('_', '\\s').replace('*', '');
  if (INSIDE.has(language)) return plain;
  const ends = word.endsWith('*') ? '' : '(?![\\p{L}\\p{M}\\p{N}])';
  return `(?<![\\p{L}\\p{M}\\p{N}])${plain}${ends}`;
}

/** Letters that digits and signs stand for when a word is hidden: `sh1t`, `f*ck`, `a$$hole`. */
const HIDDEN: Readonly<Record<string, string>> = { 0: 'o', 1: 'i', 3: 'e', 4: 'a', 5: 's', 7: 't', $: 's', '@': 'a' };
const STARRED = /\p{L}[*#@$%]{1,6}\p{L}|\p{L}\*{2,}/u;

/** @param language primary subtag; '' where it is not known */
export function isProfane(text: string, language: string): boolean {
  const plain = text.normalize('NFKC');
  const pattern = patternOf(language);
  if (STARRED.test(plain) || pattern.test(plain)) return true;
  return pattern.test(plain.replaceAll(/(?<=\p{L})[013457$@](?=\p{L}|[$@])/gu, (sign) => HIDDEN[sign] ?? sign));
}
