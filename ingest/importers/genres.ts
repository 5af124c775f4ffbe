/**
 * The catalogue's shelves as genres. Shelves that name a country, a language or only the form (`International Movies`, `Korean TV
 * Shows`) are none; a series and a film of one genre share it, which makes them comparable.
 */
const GENRE_OF_SHELF: Readonly<Record<string, string | null>> = {
  Action: 'action',
  'Action & Adventure': 'action',
  'Anime Features': 'anime',
  'Anime Series': 'anime',
  'British TV Shows': null,
  'Children & Family Movies': 'family',
  'Classic & Cult TV': 'classic',
  'Classic Movies': 'classic',
  Comedies: 'comedy',
  'Crime TV Shows': 'crime',
  'Cult Movies': 'cult',
  Documentaries: 'documentary',
  Docuseries: 'documentary',
  Drama: 'drama',
  Dramas: 'drama',
  'Faith & Spirituality': 'faith',
  Horror: 'horror',
  'Horror Movies': 'horror',
  'Independent Movies': 'independent',
  'International Movies': null,
  'International TV Shows': null,
  "Kids' TV": 'family',
  'Korean TV Shows': null,
  'LGBTQ Movies': 'lgbtq',
  Movies: null,
  'Music & Musicals': 'music',
  'Reality TV': 'reality',
  Romance: 'romance',
  'Romantic Movies': 'romance',
  'Romantic TV Shows': 'romance',
  'Sci-Fi & Fantasy': 'sci-fi & fantasy',
  'Sci-fi': 'sci-fi & fantasy',
  'Science & Nature TV': 'science & nature',
  'Spanish-Language TV Shows': null,
  'Sports Movies': 'sport',
  'Stand-Up Comedy': 'stand-up',
  'Stand-Up Comedy & Talk Shows': 'stand-up',
  'TV Action & Adventure': 'action',
  'TV Comedies': 'comedy',
  'TV Dramas': 'drama',
  'TV Horror': 'horror',
  'TV Mysteries': 'mystery',
  'TV Sci-Fi & Fantasy': 'sci-fi & fantasy',
  'TV Shows': null,
  'TV Thrillers': 'thriller',
  'Teen TV Shows': 'teen',
  Thriller: 'thriller',
  Thrillers: 'thriller',
};

/** The genres of a `listed_in` cell, in its order; a shelf not known here becomes a genre of its own name. */
export function genresOf(listedIn: string): string[] {
  const shelves = listedIn.split(',').map((shelf) => shelf.trim());
  const genres = shelves.map((shelf) => (shelf in GENRE_OF_SHELF ? GENRE_OF_SHELF[shelf] : shelf.toLowerCase()));
  return [...new Set(genres.filter((genre): genre is string => genre !== null && genre !== undefined && genre !== ''))];
}
