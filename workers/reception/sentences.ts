import { IDEOGRAPH } from './scripts.ts';

/** After a mark with its closing signs and a space, but for `3. bölüm`. */
const SPACED = String.raw`(?<=(?:[!?…؟।。！？｡]|(?<!\p{N})\.)["'”’»)\]」』）]{0,2}\s)(?=\S)`;
/**
 * After marks of scripts without spaces, with all that closes there: `太棒了！！！`, `「最高だ。」`. What quotes goes on: `「最高だ。」と言った`.
 * Western marks end a sentence there too, between two such characters.
 */
const UNSPACED =
  String.raw`(?<=[。！？｡][」』”’）〉》】]{0,2})(?![\s。！？｡…」』”’）〉》】])(?!(?<=[」』”’）〉》】])[とっ、，])(?=.)` +
  `|(?<=[${IDEOGRAPH}][!?]{1,5})(?=[${IDEOGRAPH}])`;
const ENDS = new RegExp(`${SPACED}|${UNSPACED}`, 'u');

/** The first sentences of a text of one line, each with the space after it. */
export const sentencesOf = (line: string, most: number): string[] => line.split(ENDS, most);

/** Where one opinion ends and another begins within a sentence, as far as a word says so. */
const BUT =
  /,?\s+(?:but|however|although|though|aber|jedoch|mais|cependant|pero|aunque|sin embargo|ma|però|mas|porém|ama|fakat|ancak|men|ale|jednak|но|однако|لكن|लेकिन|मगर|하지만|그러나)\s+|[、，,]?(?:但是|可是|不过|しかし|だけど|ですが、|지만,? )/iu;

/** The parts of a sentence that a "but" divides; what has no letter says nothing. */
export function opinionsIn(sentence: string): string[] {
  return sentence
    .split(BUT)
    .map((part) => part.trim())
    .filter((part) => /\p{L}/u.test(part));
}
