/** Why a record was not accepted. Codes are stable: senders and dead letters are grouped by them. */
export const REJECTION_CODES = {
  not_json: 'The line is not valid JSON.',
  not_a_record: 'The line is not a JSON object.',
  too_deep: 'The record is nested deeper than 8 levels.',
  unknown_type: 'The type is none of the contract.',
  required: 'A required field is absent.',
  type: 'A field has the wrong JSON type.',
  length: 'A string or a list is too long, or empty where it must not be.',
  characters: 'A string has characters it must not have.',
  format: 'A string is not of the required form.',
  vocabulary: 'A word is none of the allowed ones.',
  range: 'A number or an instant is out of its bounds.',
  integer: 'A number must be whole.',
  hash_not_allowed: 'Only the local token may send people already hashed.',
  at_before_start: 'at is more than a minute before started_at.',
  play_too_long: 'at is more than 60 days after started_at.',
  from_after_position: 'from_s is beyond position_s.',
  played_too_fast: 'played_s is more than could be played since started_at.',
  rating_off_scale: 'The rating is not on its scale.',
  too_far_in_future: 'The record lies more than 10 minutes in the future.',
  too_old: 'The record is older than what is kept of its type.',
  store_refused: 'The store refused the row.',
} as const;

export type RejectionCode = keyof typeof REJECTION_CODES;

export interface Rejection {
  readonly code: RejectionCode;
  /** One sentence for a person; never contains the value of a person's id. */
  readonly message: string;
}
