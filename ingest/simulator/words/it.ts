import type { Words } from './words.ts';

export const IT: Words = {
  overall: [
    ['Mi è piaciuto dall’inizio alla fine.', 'La cosa più bella che ho visto quest’anno.'],
    ['Una perdita di tempo.', 'Mi sono annoiato a morte.'],
  ],
  story: [['La storia è intelligente e commovente.'], ['La trama non ha alcun senso.']],
  cast: [['Il cast è meraviglioso.'], ['Gli attori recitano malissimo.']],
  pacing: [['Il ritmo è perfetto.'], ['Il ritmo è lentissimo.']],
  ending: [['Il finale è commovente.'], ['Il finale è deludente.']],
  look: [['La fotografia è bellissima.'], ['Le immagini sono brutte e buie.']],
  music: [['La colonna sonora è fantastica.'], ['La musica è insopportabile.']],
  dubbing: [['Anche il doppiaggio è ottimo.'], ['Il doppiaggio è pessimo.']],
  episode: [['L’episodio {n} è straordinario.'], ['L’episodio {n} è un disastro.']],
  moment: [['La scena a {t} è indimenticabile.'], ['A {t} ho perso ogni interesse.']],
  asides: [
    'L’ho visto con mia sorella nel fine settimana.',
    'Avevo già letto il libro.',
    'Me ne aveva parlato un vicino.',
  ],
  space: ' ',
};
