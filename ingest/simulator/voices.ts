import { HOUR_MS } from './clock.ts';
import { SOURCE } from './playback.ts';
import type { Viewer } from './population.ts';
import { chance, hexId, normal, pick, pickWeighted, wholeBetween, type Random } from './random.ts';
import type { SlateTitle } from './title.ts';

type Mood = 'positive' | 'neutral' | 'negative';

/** Sentences by language; every mood speaks of several aspects, so that drivers can be found. */
const SENTENCES: Readonly<Record<string, Readonly<Record<Mood, readonly string[]>>>> = {
  en: {
    positive: [
      'The cast is wonderful and the ending stayed with me for days.',
      'Beautiful photography, and a story that never drags.',
      'I laughed, I cried, I watched it all in one night.',
      'The music alone is worth it. Superb pacing too.',
      'Smart writing, great performances, not a dull minute.',
    ],
    neutral: [
      'Started the first episode last night.',
      'Is there a second season planned?',
      'Watching with my sister this weekend.',
      'The subtitles are available in my language now.',
    ],
    negative: [
      'The pacing is terrible, I gave up halfway.',
      'Such a disappointing ending after a good start.',
      'Bad dubbing and a boring story.',
      'The plot makes no sense and the characters are dull.',
    ],
  },
  pt: {
    positive: [
      'Que elenco maravilhoso, adorei cada episódio.',
      'Final lindo, fotografia impecável.',
      'História envolvente, assisti tudo de uma vez.',
    ],
    neutral: ['Comecei a ver ontem à noite.', 'Alguém sabe se tem segunda temporada?'],
    negative: ['Ritmo lento demais, desisti no meio.', 'O final foi péssimo, que decepção.'],
  },
  es: {
    positive: [
      'Me encantó el reparto y el final es precioso.',
      'Una historia estupenda, la vi de un tirón.',
      'La música y la fotografía son magníficas.',
    ],
    neutral: ['La empecé ayer con mi familia.', '¿Habrá otra temporada?'],
    negative: ['Qué ritmo tan lento, un aburrimiento.', 'El doblaje es malo y el final decepciona.'],
  },
  de: {
    positive: [
      'Großartige Besetzung und ein wunderschönes Ende.',
      'Spannend erzählt, tolle Bilder.',
      'Habe alles an einem Abend gesehen, fantastisch.',
    ],
    neutral: ['Gestern die erste Folge angefangen.', 'Weiß jemand, ob es weitergeht?'],
    negative: ['Viel zu langsam, nach der Hälfte abgebrochen.', 'Das Ende ist enttäuschend, die Handlung langweilig.'],
  },
  fr: {
    positive: [
      'Un casting magnifique et une fin bouleversante.',
      'Très belle photographie, histoire passionnante.',
      'J’ai adoré, tout regardé en une nuit.',
    ],
    neutral: ['Commencé hier soir.', 'Une suite est-elle prévue ?'],
    negative: ['Rythme beaucoup trop lent, quel ennui.', 'La fin est ratée, vraiment décevant.'],
  },
  ko: {
    positive: [
      '배우들 연기가 정말 훌륭하고 결말이 감동적이에요.',
      '이야기가 탄탄하고 영상미가 최고입니다.',
      '하룻밤에 다 봤어요. 정말 재미있어요.',
    ],
    neutral: ['어제 1화 보기 시작했어요.', '다음 시즌이 나오나요?'],
    negative: ['전개가 너무 느려서 중간에 포기했어요.', '결말이 실망스럽고 지루해요.'],
  },
  ja: {
    positive: [
      '俳優の演技が素晴らしく、結末に感動しました。',
      '映像も音楽も美しい。最高の作品です。',
      '面白くて一晩で全部見てしまいました。',
    ],
    neutral: ['昨日、第一話を見始めました。', '続編はありますか。'],
    negative: ['展開が遅くて退屈でした。途中でやめました。', '結末にがっかりしました。'],
  },
  hi: {
    positive: ['कलाकारों का अभिनय शानदार है, अंत बहुत सुंदर।', 'कहानी दिल छू लेती है, बहुत बढ़िया।'],
    neutral: ['कल पहला एपिसोड देखा।', 'क्या दूसरा सीज़न आएगा?'],
    negative: ['बहुत धीमी कहानी, बीच में छोड़ दी।', 'अंत बेकार था, निराशा हुई।'],
  },
  it: {
    positive: ['Cast meraviglioso e finale commovente.', 'Bellissima fotografia, storia avvincente.'],
    neutral: ['Ho iniziato ieri sera.', 'Ci sarà una seconda stagione?'],
    negative: ['Ritmo lentissimo, che noia.', 'Finale deludente e doppiaggio pessimo.'],
  },
  tr: {
    positive: ['Oyuncular harika, finali çok etkileyici.', 'Muhteşem bir hikâye, bir gecede bitirdim.'],
    neutral: ['Dün ilk bölüme başladım.', 'İkinci sezon gelecek mi?'],
    negative: ['Çok yavaş ilerliyor, sıkıldım.', 'Sonu hayal kırıklığı, çok kötü.'],
  },
  ar: {
    positive: ['تمثيل رائع ونهاية مؤثرة جدا.', 'قصة جميلة وتصوير مذهل.'],
    neutral: ['بدأت الحلقة الأولى أمس.', 'هل يوجد موسم ثان؟'],
    negative: ['إيقاع بطيء وممل للغاية.', 'نهاية سيئة ومخيبة للآمال.'],
  },
  pl: {
    positive: ['Wspaniała obsada i piękne zakończenie.', 'Świetna historia, obejrzałam w jedną noc.'],
    neutral: ['Zaczęłam wczoraj wieczorem.', 'Będzie drugi sezon?'],
    negative: ['Za wolne tempo, nuda.', 'Rozczarowujące zakończenie, słaby dubbing.'],
  },
  sv: {
    positive: ['Fantastiska skådespelare och ett vackert slut.', 'Underbar historia, såg allt på en kväll.'],
    neutral: ['Började titta i går.', 'Kommer det en säsong till?'],
    negative: ['Alldeles för långsam, tråkig.', 'Slutet var en besvikelse.'],
  },
};

const CHANNELS = [
  { name: 'x', weight: 4 },
  { name: 'reddit', weight: 3 },
  { name: 'tiktok', weight: 3 },
  { name: 'forum', weight: 1 },
  { name: 'news', weight: 0.5 },
] as const;

/** Mentions expected an hour, at scale 1: talk rises when an asset goes live, at the premiere and with each new episode. */
export function expectedMentions(title: SlateTitle, hourMs: number): number {
  if (title.premiereMs === null) return 0.01;
  const moments = [
    ...title.assets.map((asset) => ({ atMs: asset.liveMs, weight: asset.form === 'trailer' ? 1 : 0.5 })),
    ...title.episodes.map((episode) => ({
      atMs: episode.availableMs,
      weight: episode.availableMs === title.premiereMs ? 2 / title.episodes.length : 0.7,
    })),
  ];
  const level = moments.reduce((sum, moment) => {
    const hours = (hourMs - moment.atMs) / HOUR_MS;
    return hours < 0 ? sum : sum + moment.weight * (Math.exp(-hours / 20) + 0.08 * Math.exp(-hours / 240));
  }, 0);
  return (title.arrivals / 1_000) * 1.6 * level + 0.01;
}

function moodOf(title: SlateTitle, random: Random): Mood {
  return pickWeighted(random, ['positive', 'neutral', 'negative'] as const, (mood) =>
    mood === 'positive' ? title.liking : mood === 'negative' ? 1 - title.liking : 0.45,
  );
}

function textIn(language: string, mood: Mood, random: Random): { readonly language: string; readonly text: string } {
  const known = SENTENCES[language] ? language : 'en';
  const sentences = SENTENCES[known]?.[mood] ?? [];
  return { language: known, text: pick(random, sentences) };
}

export function mentionLine(seed: number, title: SlateTitle, viewer: Viewer, atMs: number, random: Random): string {
  const { language, text } = textIn(viewer.territory.language, moodOf(title, random), random);
  const tag = chance(random, 0.4) ? ` #${title.name.replaceAll(/[\s“”.,&’]/gu, '')}` : '';
  return JSON.stringify({
    type: 'mention',
    mention_id: `m${hexId(seed, 41, title.index, viewer.index, atMs)}`,
    title_id: title.id,
    channel: pickWeighted(random, CHANNELS, (each) => each.weight).name,
    text: text + tag,
    lang: language,
    author: `author-${hexId(seed, 42, viewer.index)}`,
    reach: Math.round(Math.exp(5 + 1.6 * normal(random))),
    country: viewer.territory.code,
    at: atMs,
    updated_at: atMs,
    source: SOURCE,
  });
}

/** A review by someone who watched; half of them on five stars, half on ten points, two thirds with a text. */
export function reviewLine(seed: number, title: SlateTitle, viewer: Viewer, atMs: number, random: Random): string {
  const mood = moodOf(title, random);
  const tenths =
    mood === 'positive'
      ? wholeBetween(random, 7, 10)
      : mood === 'neutral'
        ? wholeBetween(random, 5, 7)
        : wholeBetween(random, 1, 4);
  const stars = chance(random, 0.5);
  const written = chance(random, 0.67) ? textIn(viewer.territory.language, mood, random) : undefined;
  return JSON.stringify({
    type: 'review',
    review_id: `r${hexId(seed, 43, title.index, viewer.index)}`,
    title_id: title.id,
    viewer_id: viewer.id,
    rating: stars ? Math.max(1, Math.round(tenths / 2)) : tenths,
    scale: stars ? [1, 5] : [1, 10],
    ...(written && { text: written.text, lang: written.language }),
    country: viewer.territory.code,
    at: atMs,
    updated_at: atMs,
    source: SOURCE,
  });
}

/** One of a coordinated burst: the lowest rating, few texts, an author who never watched. */
export function bombLine(seed: number, title: SlateTitle, viewer: Viewer, atMs: number, random: Random): string {
  return JSON.stringify({
    type: 'review',
    review_id: `b${hexId(seed, 44, title.index, viewer.index, atMs)}`,
    title_id: title.id,
    author: `author-${hexId(seed, 45, viewer.index, atMs)}`,
    rating: 1,
    scale: [1, 10],
    text: pick(random, ['Worst film ever, do not watch.', 'Avoid. Total garbage.', 'Zero stars if I could.']),
    lang: 'en',
    country: viewer.territory.code,
    at: atMs,
    updated_at: atMs,
    source: SOURCE,
  });
}
