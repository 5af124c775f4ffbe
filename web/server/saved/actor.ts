/** Who changes something through the pages, in the audit: there is no signing in yet, and the pages are this machine's. */
export const ACTOR = 'pages';
