/** Invented German sentences with known sentiment for the tests of training, in a fixed order. */
const THINGS = ['Film', 'Ton', 'Anfang', 'Schluss', 'Held', 'Schnitt', 'Dialog', 'Humor', 'Schauplatz', 'Soundtrack'];
const GOOD = ['wunderbar', 'gelungen', 'spannend', 'klug', 'herrlich', 'mitreißend'];
const BAD = ['furchtbar', 'misslungen', 'öde', 'dumm', 'grauenhaft', 'einschläfernd'];
const PLAIN = ['von 2019', 'aus Köln', 'im Fernsehen', 'am Montag', 'auf Deutsch', 'im Ersten'];

interface Sentence {
  readonly text: string;
  readonly label: 'positive' | 'neutral' | 'negative';
}

export const SENTENCES: readonly Sentence[] = THINGS.flatMap((thing, i) =>
  GOOD.flatMap((good, j): Sentence[] => {
    const bad = BAD[j] as string;
    const [positive, negative] = (i + j) % 3 === 0 ? [`nicht ${bad}`, `nicht ${good}`] : [good, bad];
    return [
      { text: `Der ${thing} ist ${positive}.`, label: 'positive' },
      { text: `Der ${thing} ist ${negative}.`, label: 'negative' },
      { text: `Der ${thing} ist ${PLAIN[j]}.`, label: 'neutral' },
      { text: `${thing}: ${good}, wirklich!`, label: 'positive' },
      { text: `${thing}: ${bad}, leider!`, label: 'negative' },
    ];
  }),
);
