const CHARACTERS = 60;

/** The beginning of what a file holds, to be shown to a person: without what could move the terminal's cursor. */
export function excerpt(text: string): string {
  const clean = text.replaceAll(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  const characters = [...clean];
  return characters.length <= CHARACTERS ? clean : `${characters.slice(0, CHARACTERS).join('')}…`;
}
