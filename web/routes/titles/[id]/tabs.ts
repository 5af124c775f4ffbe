/** The pages of one title, in the order of its tabs. */
export const TITLE_TABS: readonly { path: string; name: string }[] = [
  { path: '', name: 'Launch' },
  { path: '/completion', name: 'Completion' },
  { path: '/audience', name: 'Audience' },
  { path: '/reception', name: 'Reception' },
  { path: '/buzz', name: 'Buzz' },
];
