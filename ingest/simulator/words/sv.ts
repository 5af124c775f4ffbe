import type { Words } from './words.ts';

export const SV: Words = {
  overall: [
    ['Jag älskade det från början till slut.', 'Det bästa jag har sett i år.'],
    ['Rent slöseri med tid.', 'Jag blev fruktansvärt uttråkad.'],
  ],
  story: [['Berättelsen är klok och gripande.'], ['Handlingen är helt obegriplig.']],
  cast: [['Skådespelarna är underbara.'], ['Skådespelarna är usla.']],
  pacing: [['Tempot är perfekt.'], ['Tempot är alldeles för långsamt.']],
  ending: [['Slutet är vackert.'], ['Slutet är en besvikelse.']],
  look: [['Fotot är magnifikt.'], ['Bilderna är fula och mörka.']],
  music: [['Musiken är fantastisk.'], ['Musiken är outhärdlig.']],
  dubbing: [['Till och med dubbningen är utmärkt.'], ['Dubbningen är hemsk.']],
  episode: [['Avsnitt {n} är enastående.'], ['Avsnitt {n} är en katastrof.']],
  moment: [['Scenen vid {t} är oförglömlig.'], ['Vid {t} tappade jag helt intresset.']],
  asides: ['Jag såg det med min syster i helgen.', 'Jag hade redan läst boken.', 'En granne berättade om det.'],
  space: ' ',
};
