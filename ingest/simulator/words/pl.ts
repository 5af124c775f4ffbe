import type { Words } from './words.ts';

export const PL: Words = {
  overall: [
    ['Zachwyciło mnie od początku do końca.', 'Najlepsza rzecz, jaką widziałam w tym roku.'],
    ['Strata czasu.', 'Strasznie się wynudziłam.'],
  ],
  story: [['Historia jest mądra i wzruszająca.'], ['Fabuła nie ma żadnego sensu.']],
  cast: [['Obsada jest wspaniała.'], ['Aktorzy grają fatalnie.']],
  pacing: [['Tempo jest idealne.'], ['Tempo jest o wiele za wolne.']],
  ending: [['Zakończenie jest piękne.'], ['Zakończenie jest rozczarowujące.']],
  look: [['Zdjęcia są przepiękne.'], ['Obraz jest brzydki i ciemny.']],
  music: [['Muzyka jest fantastyczna.'], ['Muzyka jest nie do zniesienia.']],
  dubbing: [['Nawet dubbing jest świetny.'], ['Dubbing jest okropny.']],
  episode: [['Odcinek {n} jest znakomity.'], ['Odcinek {n} to katastrofa.']],
  moment: [['Scena w {t} jest niezapomniana.'], ['W {t} straciłam całe zainteresowanie.']],
  asides: ['Obejrzałam z siostrą w weekend.', 'Książkę czytałam już wcześniej.', 'Opowiedział mi o tym sąsiad.'],
  space: ' ',
};
