import type { Words } from './words.ts';

export const FR: Words = {
  overall: [
    ['J’ai adoré du début à la fin.', 'Ce que j’ai vu de mieux cette année.', 'Je recommande vivement.'],
    ['Une perte de temps.', 'Je me suis terriblement ennuyé.', 'Quelle déception.'],
  ],
  story: [
    ['L’histoire est intelligente et émouvante.', 'Un scénario remarquable, sans une minute de trop.'],
    ['L’intrigue n’a aucun sens.', 'Une histoire faible et pleine de clichés.'],
  ],
  cast: [
    ['Les acteurs sont magnifiques.', 'Une interprétation formidable.'],
    ['Les acteurs jouent très mal.', 'Aucun personnage n’est crédible.'],
  ],
  pacing: [
    ['Le rythme est parfait.', 'Passionnant dès la première scène.'],
    ['Le rythme est beaucoup trop lent.', 'Que de longueurs pénibles.'],
  ],
  ending: [
    ['La fin est bouleversante.', 'Un dénouement superbe.'],
    ['La fin est ratée.', 'Un dénouement ridicule et bâclé.'],
  ],
  look: [['La photographie est splendide.'], ['Les images sont laides et sombres.']],
  music: [['La musique est fantastique.'], ['La musique est insupportable.']],
  dubbing: [['Même le doublage est excellent.'], ['Le doublage est affreux.']],
  episode: [['L’épisode {n} est exceptionnel.'], ['L’épisode {n} est un désastre.']],
  moment: [['La scène à {t} est inoubliable.'], ['À {t}, j’ai complètement décroché.']],
  asides: [
    'Je l’ai vu avec ma sœur ce week-end.',
    'J’avais déjà lu le livre.',
    'Je l’ai regardé pendant un voyage en train.',
    'Un voisin m’en avait parlé.',
  ],
  space: ' ',
};
