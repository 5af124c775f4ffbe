/** How long into a title something happens, as languages say it, and what tells a time of day from it. */

/** What number words stand for, in the order of {@link Spoken.numbers}. */
export const NUMBERS = [1, 2, 3, 5, 10, 15, 20, 30, 40, 45, 50] as const;

/** Parts of regular expressions; `_` is a space. */
export interface Spoken {
  readonly hour: string;
  readonly minute: string;
  /** Lengths with words of their own, as of half an hour, with their seconds. */
  readonly named: readonly (readonly [pattern: string, seconds: number])[];
  /** What makes it half a unit more behind the unit (`two hours and a half`), and between the number and the hour (`two and a half hours`). */
  readonly halfBehind?: string;
  readonly halfBetween?: string;
  /** One hour, where that needs no number. */
  readonly alone?: string;
  /** Words of {@link NUMBERS} with spaces between. */
  readonly numbers: string;
  /** Around the length, which is `{}`: `{} into`. */
  readonly frames: readonly string[];
  /** Moments that are said in another way, with their seconds. */
  readonly also?: readonly (readonly [pattern: string, seconds: number])[];
  /** A time of day: words right before it (with a preposition at most between) and right after it. */
  readonly before: string;
  readonly after: string;
  /** Between such a word and the time. */
  readonly at: string;
}

const DAYS_EN = 'mon|tues|wednes|thurs|fri|satur|sun';

export const SPOKEN: Readonly<Record<string, Spoken>> = {
  en: {
    hour: 'hours?|hrs?',
    minute: 'minutes?|mins?',
    named: [
      ['half_(?:an_)?hour|half-hour|1/2_(?:an_)?hour', 1_800],
      ['ninety_minutes', 5_400],
    ],
    halfBehind: '_and_a_half',
    halfBetween: '[_-]and[_-]a[_-]half',
    numbers: 'an?|one two three five ten fifteen twenty thirty forty forty[_-]five fifty',
    frames: [
      '{}_into(?!\\p{L})',
      // What lasts is no place: "ten minutes in the car".
      '{}_in(?!\\p{L})(?!_(?:the|an?|my|your|his|her|our|their|total|all|length|which|each|every|one|line|bed|\\d)(?!\\p{L}))',
      'after_(?:about_|around_|roughly_|only_|just_|like_|barely_|the_first_)?{}',
      '(?:the|at)_{}[_-]mark',
    ],
    also: [
      ['(?<!half_past_)the_hour[_-]mark', 3_600],
      ['half_past_the_hour[_-]mark', 5_400],
    ],
    before: `last_night|tonight|yesterday|today|tomorrow|this_(?:morning|afternoon|evening)|(?:${DAYS_EN})day(?:_(?:night|evening|morning|afternoon))?|to_bed|woke_up|got_(?:up|home)|(?:started|began)_watching(?:_it)?|air(?:s|ed)|screening|session|showing|it_(?:was|is)_already`,
    after: `last_night|tonight|yesterday|today|tomorrow|(?:this|in_the|the_next)_(?:morning|afternoon|evening|night)|at_night|[ap]\\.?_?m(?!\\p{L})|o['’]clock|hours|gmt|utc|cet|(?:${DAYS_EN})day`,
    at: 'at|on|around|about|by|until|till|from|since',
  },
  de: {
    hour: 'Stunden?',
    minute: 'Minuten?|Min\\.?',
    named: [
      ['einer_halben_Stunde', 1_800],
      ['anderthalb_Stunden|eineinhalb_Stunden', 5_400],
    ],
    halfBetween: '(?:_?und_?ein(?:e_)?halb|einhalb)',
    numbers: 'eine[rn]? zwei drei fünf zehn fünfzehn zwanzig dreißig vierzig fünfundvierzig fünfzig',
    frames: ['nach_(?:etwa_|ungefähr_|circa_|ca\\._|rund_|knapp_|gut_|nur_|schon_|den_ersten_)?{}'],
    before:
      'gestern|heute|morgen|abends?|nachts|morgens|früh|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|ins_bett',
    after:
      'uhr|am_(?:(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch)|morgens|abends|nachts|früh|gestern|heute|(?:am_)?(?:morgen|abend|nachmittag)',
    at: 'um|gegen|ab|bis',
  },
  fr: {
    hour: 'heures?',
    minute: 'minutes?|min',
    named: [['une_demi[_-]heure', 1_800]],
    halfBehind: '_et_demie?',
    numbers: 'une deux trois cinq dix quinze vingt trente quarante quarante[_-]cinq cinquante',
    frames: [
      "(?:au_bout_|après_|passé_)(?:d['’]|de_)?(?:environ_|seulement_|à_peine_|même_pas_|les_premières_)?{}",
      '{}_après_le_début',
    ],
    before:
      "hier(?:_soir)?|ce_(?:soir|matin)|cet_après-midi|aujourd[’']hui|demain|(?:lun|mar|mercre|jeu|vendre|same)di|dimanche",
    after: "du_(?:matin|soir)|de_l['’]après-midi|hier|ce_(?:soir|matin)|heures?|demain",
    at: "à|vers|dès|jusqu[’']à",
  },
  es: {
    hour: 'horas?',
    minute: 'minutos?|min',
    named: [
      ['media_hora', 1_800],
      ['hora_y_media', 5_400],
    ],
    halfBehind: '_y_medi[ao]',
    numbers: 'una dos tres cinco diez quince veinte treinta cuarenta cuarenta_y_cinco cincuenta',
    frames: [
      '(?:a_los|tras|después_de|pasad[ao]s|al_cabo_de|a_la_media_hora_o)_(?:unos_|los_primeros_|apenas_|solo_|casi_)?{}',
    ],
    also: [
      ['a_la_hora(?!_(?:de|que|en)|_y)', 3_600],
      ['a_la_media_hora', 1_800],
      ['a_la_hora_y_media', 5_400],
    ],
    before: 'anoche|ayer|hoy|mañana|esta_(?:noche|tarde|mañana)|lunes|martes|miércoles|jueves|viernes|sábado|domingo',
    after: 'de_la_(?:mañana|noche|tarde|madrugada)|anoche|ayer|h(?:oras?)?(?!\\p{L})|[ap]\\.?_?m(?!\\p{L})',
    at: 'a_las?|hacia_las?|sobre_las?|desde_las?|hasta_las?',
  },
  it: {
    hour: 'or[ae]',
    minute: 'minut[oi]|min',
    named: [["mezz['’]?_?ora|mezza_ora", 1_800]],
    halfBehind: '_e_mezz[ao]',
    numbers: "un['’]|una due tre cinque dieci quindici venti trenta quaranta quarantacinque cinquanta",
    frames: ['(?:dopo|passat[aei])_(?:circa_|appena_|solo_|neanche_|i_primi_|le_prime_)?{}'],
    before:
      'ieri(?:_sera)?|stasera|stanotte|stamattina|oggi|domani|(?:lune|marte|mercole|giove|vener)dì|sabato|domenica|(?:alle_)?ore',
    after: 'di_(?:mattina|sera|notte)|del_(?:mattino|pomeriggio)|ieri|stasera|oggi',
    at: 'alle|verso_le|dalle|fino_alle',
  },
  pt: {
    hour: 'horas?',
    minute: 'minutos?|min',
    named: [['meia_hora', 1_800]],
    halfBehind: '_e_mei[ao]',
    numbers: 'uma duas|dois três cinco dez quinze vinte trinta quarenta quarenta_e_cinco cinquenta',
    frames: ['(?:depois_de|após|passad[ao]s|ao_fim_de|aos)_(?:cerca_de_|uns_|apenas_|quase_|os_primeiros_)?{}'],
    before:
      'ontem|hoje|amanhã|esta_(?:noite|tarde|manhã)|(?:segunda|terça|quarta|quinta|sexta)(?:-feira)?|sábado|domingo',
    after: 'da_(?:manhã|noite|tarde|madrugada)|ontem|hoje|h(?:oras?)?(?!\\p{L})',
    at: 'às?|pelas|até_às|das',
  },
  tr: {
    hour: 'saat(?:ten)?',
    minute: 'dakika(?:dan)?|dk',
    named: [['yarım_saat(?:ten)?', 1_800]],
    halfBetween: '_buçuk',
    numbers: 'bir iki üç beş on on_beş yirmi otuz kırk kırk_beş elli',
    frames: ['{}_sonra'],
    before: 'saat|dün|bugün|yarın|sabah|akşam|gece|öğlen|pazartesi|salı|çarşamba|perşembe|cuma|cumartesi|pazar',
    after: "['’]?(?:d[ae]|t[ae])_(?:yattım|başladı|yayınlan)|sabah|akşam|gece|sularında",
    at: 'gecesi|akşamı|sabahı|saat',
  },
  pl: {
    hour: 'godzin(?:ie|ach|y)?',
    minute: 'minut(?:ach|y|ie)?|min',
    named: [
      ['pół_godziny|półgodzinie|pół_godzinie', 1_800],
      ['półtorej_godziny', 5_400],
    ],
    halfBehind: '_i_pół',
    halfBetween: '_i_pół',
    alone: 'godzinie',
    numbers:
      'jednej dwóch trzech pięciu dziesięciu piętnastu dwudziestu trzydziestu czterdziestu czterdziestu_pięciu pięćdziesięciu',
    frames: ['po_(?:około_|jakichś_|zaledwie_|pierwszych_|ok\\._)?{}'],
    before: 'wczoraj|dziś|dzisiaj|jutro|rano|wieczorem|w_nocy|godz\\.?|godzinie',
    after: 'rano|wieczorem|w_nocy|wczoraj|dziś',
    at: 'o|po|około|do',
  },
  sv: {
    hour: 'timm(?:e|ar)',
    minute: 'minut(?:er)?|min',
    named: [['en_halvtimme|en_halv_timme', 1_800]],
    halfBehind: '_och_en_halv',
    halfBetween: '_och_en_halv',
    numbers: 'en två tre fem tio femton tjugo trettio fyrtio fyrtiofem femtio',
    frames: ['efter_(?:ungefär_|cirka_|bara_|typ_|knappt_|de_första_)?{}', '{}_in_i'],
    before:
      'klockan|kl\\.?|i_?går|i_?kväll|i_?morse|i_?dag|i_?morgon|natten|kvällen|(?:mån|tis|ons|tors|fre|lör|sön)dag',
    after: 'i_?går|i_?kväll|i_?morse|på_(?:natten|kvällen|morgonen)',
    at: 'klockan|kl\\.?|vid|runt|till',
  },
  ru: {
    hour: 'час(?:а|ов)?',
    minute: 'минут[уы]?|мин',
    named: [
      ['полчаса|получаса', 1_800],
      ['полтора_часа', 5_400],
    ],
    halfBehind: '_с_половиной',
    halfBetween: '_с_половиной',
    alone: 'час',
    numbers:
      'од(?:ин|ного|ну) дв(?:а|е|ух) тр(?:и|ёх|ех) пят[ьи] десят[ьи] пятнадцат[ьи] двадцат[ьи] тридцат[ьи] сорока? сорок_пять пят(?:ьдесят|идесяти)',
    frames: ['(?:через|после|спустя)_(?:примерно_|где-то_|каких-то_|первых_|первые_)?{}(?!\\p{L})'],
    before: 'вчера|сегодня|завтра|утром|вечером|ночью|днём|днем',
    after: 'утра|вечера|ночи|дня|вчера|сегодня',
    at: 'в|около|до|с',
  },
  ar: {
    hour: 'ساع(?:ة|ات|ه)',
    minute: 'دقيق[ةه]|دقائق',
    named: [
      ['نصف_ساعة', 1_800],
      ['ساعتين_ونصف', 9_000],
      ['ساعتين', 7_200],
    ],
    halfBehind: '_ونصف',
    alone: 'ساعة',
    numbers: 'واحدة اثنتين ثلاث خمس عشر خمس_عشرة عشرين ثلاثين أربعين خمس_وأربعين خمسين',
    frames: ['بعد_(?:حوالي_|أول_|مرور_|أقل_من_)?{}(?!\\p{L})'],
    before: 'الساعة|أمس|الليلة|اليوم|مساء|صباح[اً]*|البارحة',
    after: 'صباح|مساء|ليل|أمس|ظهر',
    at: 'الساعة|في|عند',
  },
  hi: {
    hour: 'घंट(?:े|ा|ों)',
    minute: 'मिनट(?:ों)?',
    named: [
      ['आधे_घंटे', 1_800],
      ['डेढ़_घंटे', 5_400],
      ['ढाई_घंटे', 9_000],
      ['साढ़े_तीन_घंटे', 12_600],
    ],
    numbers: 'एक दो तीन पा(?:ँ|ं)च दस पंद्रह बीस तीस चालीस पैंतालीस पचास',
    frames: ['{}_(?:के_)?बाद'],
    before: 'रात|सुबह|शाम|दोपहर|कल|आज',
    after: 'बजे|रात|सुबह|शाम',
    at: 'को|रात|सुबह|शाम|में',
  },
  ko: {
    hour: '시간',
    minute: '분',
    named: [['반_?시간', 1_800]],
    halfBehind: '_?반',
    numbers: '한|일 두 세 오 십 십오 이십 삼십 사십 사십오 오십',
    frames: ['{}_?(?:정도_?|쯤_?)?(?:후|뒤|만에|지나|지났)'],
    before: '어제|오늘|오전|오후|밤|어젯밤|아침|저녁|새벽|내일',
    after: '에_(?:시작|방송|자러)',
    at: '밤|아침|저녁|새벽|오전|오후',
  },
  ja: {
    hour: '時間',
    minute: '分',
    named: [['半時間', 1_800]],
    halfBehind: '半',
    numbers: '一 二 三 五 十 十五 二十 三十 四十 四十五 五十',
    frames: ['{}(?:ほど|くらい|ぐらい)?(?:後|経|たっ|過ぎ|で寝|で飽|で切|で止)'],
    before: '午前|午後|昨日|昨夜|今夜|今朝|今日|明日|夜|朝|深夜',
    after: 'に(?:放送|始ま)|から放送',
    at: 'の|は|夜|朝',
  },
  zh: {
    hour: '个?小时|個?小時',
    minute: '分[钟鐘]',
    named: [['半[个個]?小[时時]', 1_800]],
    halfBehind: '半',
    halfBetween: '[个個]?半',
    numbers: '一 [两二兩] 三 五 十 十五 二十 三十 四十 四十五 五十',
    frames: ['看了(?:大概|差不多|才|不到)?{}', '{}(?:之后|以后|後|后)'],
    before: '上午|下午|晚上|昨晚|今晚|昨天|今天|凌晨|早上|半夜|明天',
    after: '(?:开始)?(?:播出|首播|上映)',
    at: '的|在|晚上|早上|上午|下午|凌晨',
  },
};
