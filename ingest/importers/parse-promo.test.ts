import { expect, it } from 'vitest';
import { numberAtEnd, readPromoTitle } from './parse-promo.ts';

it.each([
  ['Season 1 Trailer: All of Us Are Dead', 'All of Us Are Dead', 1],
  ["Season 1 Trailer 2: The Queen's Gambit", "The Queen's Gambit", 1],
  ['Season 2 Teaser 2: Fate: The Winx Saga', 'Fate: The Winx Saga', 2],
  ['Season 3 Moment of High Emotion Clip: Lost in Space', 'Lost in Space', 3],
  ['Part 5 Volume 2 Trailer: Money Heist', 'Money Heist', 5],
  ['Volume 1 Trailer: Navarasa', 'Navarasa', 1],
  ['Limited Series Cliffhanger Clip: MH370: The Plane That Disappeared', 'MH370: The Plane That Disappeared', 1],
  ['Trailer: Minnal Murali', 'Minnal Murali', 0],
  ['Hook 4: Haseen Dillruba', 'Haseen Dillruba', 0],
  ['Clip 2: SAS: Rise of the Black Swan: Inciting Incident', 'SAS: Rise of the Black Swan', 0],
  [
    'Season 1: Relatable Clip: Turning Point: 9/11 and the War on Terror',
    'Turning Point: 9/11 and the War on Terror',
    1,
  ],
  ['Cliffhanger Clip:  Luther: The Fallen Sun', 'Luther: The Fallen Sun', 0],
  ['Narcos: Season 1 (Trailer)', 'Narcos', 1],
  ['Narcos (Franchise Trailer)', 'Narcos', 0],
  ['Fate: The Winx Saga: Season 1 (CUF Trailer )', 'Fate: The Winx Saga', 1],
  ['Sacred Games: Season 1 (Recap)', 'Sacred Games', 1],
  ['The Order: Season 1 Trailer 1', 'The Order', 1],
  ['Peaky Blinders: Season 1_hook_primary_16x9', 'Peaky Blinders', 1],
  ['Spider-Man: Homecoming_hook_primary_16x9', 'Spider-Man: Homecoming', 0],
  ['Mandela (Tamil)_hook_04_16x9', 'Mandela (Tamil)', 0],
  ['The Imitation Game_Autohook_6_16x9', 'The Imitation Game', 0],
  ["Marvel's Daredevil: Season 1_VAR2-RECIPE-2_AGENCY1", "Marvel's Daredevil", 1],
  ['Seinfeld: Seinfeld: Season 9_hook_primary_16x9', 'Seinfeld', 9],
  ['Sherlock: Series 1_hook_primary_16x9', 'Sherlock', 1],
  ['Friends: Season 8 - Clip 1', 'Friends', 8],
  ['Bullet Train - Fast Laughs - Clip 1', 'Bullet Train', 0],
  ['After Life: Season 1 - Clip 1 Cutdown', 'After Life', 1],
  ['My Hero Academia: Season 1 - Upper Bound Clip 6', 'My Hero Academia', 1],
  ['Ozark: Season 1 Podular: TEXTLESS / Drama - Crime - Thriller', 'Ozark', 1],
  ['She: Season 1 PVS Clip 2', 'She', 1],
])('%s promotes %s, season %i', (title, name, season) => {
  expect(readPromoTitle(title)).toEqual({ name, season });
});

it('finds a season that stands at the end of a show’s name', () => {
  expect(numberAtEnd('Stranger Things 3')).toEqual({ name: 'Stranger Things', season: 3 });
  expect(numberAtEnd('Blonde')).toBeNull();
});
