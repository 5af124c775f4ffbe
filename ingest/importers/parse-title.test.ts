import { describe, expect, it } from 'vitest';
import { TitleReader, episodeIdOf, titleIdOf } from './parse-title.ts';

/** The title read among others of its file: `show | season or its name | episode number | episode name`, or `film | name`. */
function read(title: string, others: readonly string[] = []): string {
  const parsed = new TitleReader([title, ...others]).read(title);
  if (parsed.form === 'film') return `film | ${parsed.name}`;
  const { show, season, label, episode } = parsed;
  return [show, label || season, episode?.number ?? '-', episode?.name ?? '-'].join(' | ');
}

describe('films', () => {
  it.each([
    'Chernobyl 1986',
    '13 Hours: The Secret Soldiers of Benghazi',
    'Mission: Impossible II',
    'Mission: Impossible - Fallout',
    'The Hangover: Part II',
    'The Twilight Saga: Breaking Dawn: Part 2',
    'Baahubali 2: The Conclusion (Tamil Version)',
    'Glass Onion: A Knives Out Mystery',
  ])('%s', (title) => {
    expect(read(title, ['Mission: Impossible', 'The Hangover', 'Narcos: Season 1: Descenso (Episode 1)'])).toBe(
      `film | ${title}`,
    );
  });
});

describe('seasons with a number', () => {
  it.each([
    ['Breaking Bad: Season 4: Box Cutter (Episode 1)', 'Breaking Bad | 4 | 1 | Box Cutter'],
    ['All of Us Are Dead: Season 1: Episode 12', 'All of Us Are Dead | 1 | 12 | Episode 12'],
    ['Jujutsu Kaisen: Season 1: Episode14', 'Jujutsu Kaisen | 1 | 14 | Episode14'],
    ['Narcos: Mexico: Season 3: La Voz (Episode 7)', 'Narcos: Mexico | 3 | 7 | La Voz'],
    [
      'Inuyasha: The Final Act: Season 1: Naraku’s Heart (Episode 1)',
      'Inuyasha: The Final Act | 1 | 1 | Naraku’s Heart',
    ],
    ['The IT Crowd: Series 5: The Final Episode', 'The IT Crowd | 5 | 0 | The Final Episode'],
    [
      'MH370: The Plane That Disappeared: Limited Series: The Hijack (Episode 2)',
      'MH370: The Plane That Disappeared | 1 | 2 | The Hijack',
    ],
    ['Vatican Girl: Limited Series: Part 2 (Episode 2)', 'Vatican Girl | 1 | 2 | Part 2'],
    ['Money Heist: Part 5: Pillow Talk (Episode 9)', 'Money Heist | 5 | 9 | Pillow Talk'],
    ['Lupin: Part 2: Chapter 10 (Episode 5)', 'Lupin | 2 | 5 | Chapter 10'],
    ['Unsolved Mysteries: Volume 3: Body in Bags (Episode 3)', 'Unsolved Mysteries | 3 | 3 | Body in Bags'],
    ['BAKI: Season 1: Part 1: Synchronicity (Episode 1)', 'BAKI | 1 | 1 | Part 1: Synchronicity'],
    ['Jane The Virgin: Season 1: Chapter One: Pilot (Episode 1)', 'Jane The Virgin | 1 | 1 | Chapter One: Pilot'],
    ['Raising Dion: Season 2: ISSUE #208: Who You Are (Episode 8)', 'Raising Dion | 2 | 8 | ISSUE #208: Who You Are'],
    ['Travelers: Season 2: 11:27 (Episode 4)', 'Travelers | 2 | 4 | 11:27'],
    ['Navarasa: Volume 1: Roudhram : Raudra (Episode 6)', 'Navarasa | 1 | 6 | Roudhram: Raudra'],
    ['Titans: Season 1: Hank and\tDawn (Episode 9)', 'Titans | 1 | 9 | Hank and Dawn'],
    ['Academy: Season 1: Special Edition Episode 2', 'Academy | 1 | 0 | Special Edition Episode 2'],
    ['Narcos: Season 1', 'Narcos | 1 | - | -'],
    ['Dark: Staffel 2: Geheimnisse (Folge 1)', 'Dark | 2 | 1 | Geheimnisse'],
    [
      'Stranger Things: Stranger Things 4: Chapter Nine: The Piggyback (Episode 9)',
      'Stranger Things | 4 | 9 | Chapter Nine: The Piggyback',
    ],
    ['Beyond Stranger Things: Beyond 2: Mind Blown (Episode 1)', 'Beyond Stranger Things | 2 | 1 | Mind Blown'],
    ['DEATH NOTE: Death Note: New World (Episode 37)', 'DEATH NOTE | 1 | 37 | New World'],
  ])('%s', (title, expected) => {
    expect(read(title)).toBe(expected);
  });
});

describe('seasons with a name', () => {
  const bleach = [
    'Bleach: The Substitute: Cursed Parakeet (Episode 4)',
    'Bleach: The Substitute: A Shinigami’s Work (Episode 2)',
    'Bleach: BLEACH Thousand-Year Blood War: The Blood Warfare (Episode 1)',
  ];

  it('end where the titles of the same show part', () => {
    expect(read(bleach[0] ?? '', bleach)).toBe('Bleach | The Substitute | 4 | Cursed Parakeet');
    expect(read(bleach[2] ?? '', bleach)).toBe('Bleach | BLEACH Thousand-Year Blood War | 1 | The Blood Warfare');
  });

  it('are found when a single title of the show was watched', () => {
    expect(read(bleach[0] ?? '')).toBe('Bleach | The Substitute | 4 | Cursed Parakeet');
  });

  it('may be called an arc, with a colon in the episode’s name', () => {
    const title =
      'Demon Slayer: Kimetsu no Yaiba: Swordsmith Village Arc: A Connected Bond: Daybreak and First Light (Episode 11)';
    expect(read(title)).toBe(
      'Demon Slayer: Kimetsu no Yaiba | Swordsmith Village Arc | 11 | A Connected Bond: Daybreak and First Light',
    );
  });

  it('have the same id whatever else the file holds', () => {
    const idAmong = (others: string[]) =>
      titleIdOf(new TitleReader([...others, bleach[0] ?? '']).read(bleach[0] ?? ''));
    expect(idAmong([])).toBe(idAmong(bleach));
  });

  it('do not exist where an episode follows the show directly', () => {
    expect(read('Show: Pilot (Episode 1)', ['Show: Night: Dawn (Episode 2)'])).toBe('Show | 1 | 1 | Pilot');
    expect(read('Show: Night: Dawn (Episode 2)', ['Show: Pilot (Episode 1)'])).toBe('Show | 1 | 2 | Night: Dawn');
    expect(read('DAHMER: Monster: The Jeffrey Dahmer Story: Episode One')).toBe(
      'DAHMER: Monster: The Jeffrey Dahmer Story | 1 | 1 | Episode One',
    );
  });
});

describe('ids of titles and episodes', () => {
  const ids = (title: string) => {
    const parsed = new TitleReader([title]).read(title);
    return [titleIdOf(parsed), episodeIdOf(parsed)];
  };

  it('join the season and its episode', () => {
    expect(ids('Breaking Bad: Season 4: Box Cutter (Episode 1)')).toEqual([
      'nf-breaking-bad-s4',
      'nf-breaking-bad-s4-e1',
    ]);
    expect(ids('The IT Crowd: Series 5: The Final Episode')).toEqual([
      'nf-the-it-crowd-s5',
      'nf-the-it-crowd-s5-e-the-final-episode',
    ]);
    expect(ids('Chernobyl 1986')).toEqual(['nf-chernobyl-1986', null]);
  });
});
