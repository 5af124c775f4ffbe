import { LANGUAGE_MAX_CHARACTERS, ID_MAX_CHARACTERS, LIST_LABEL_MAX_CHARACTERS, type Field } from './fields.ts';
import { EARLIEST_MS, LATEST_MS } from './instant.ts';
import { SHAPE_NAMES, shapeOf, type Shape } from './shapes.ts';

export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * The contract as JSON Schema (draft 2020-12): one definition for each record, `oneOf` them on a line. What stands
 * between fields (played_s against the time since started_at, a rating on its scale) is in the descriptions.
 */
export function eventSchema(): JsonSchema {
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Ovation event v1',
    description: 'One record of POST /v1/events: a line of NDJSON or an element of a JSON array.',
    oneOf: SHAPE_NAMES.map((shapeName) => ({ $ref: `#/$defs/${shapeName}` })),
    $defs: Object.fromEntries(SHAPE_NAMES.map((shapeName) => [shapeName, recordSchema(shapeOf(shapeName))])),
  };
}

function recordSchema(shape: Shape): JsonSchema {
  const fields = Object.entries(shape.fields);
  return {
    type: 'object',
    description: `${shape.about} Identity: ${shape.identity.join(', ')}.`,
    properties: {
      type: { const: shape.family },
      ...Object.fromEntries(fields.map(([name, field]) => [name, fieldSchema(field)])),
    },
    required: ['type', ...fields.filter(([, field]) => field.required === true).map(([name]) => name)],
  };
}

function fieldSchema(field: Field): JsonSchema {
  const value = valueSchema(field);
  const described = field.about === undefined ? value : { ...value, description: field.about };
  if (field.required === true) return described;
  return { ...('about' in field ? { description: field.about } : {}), anyOf: [value, { type: 'null' }] };
}

// Spelled out rather than as \p{Cc}: validators differ in whether a pattern has the Unicode flag.
const PRINTABLE = '[^\\u0000-\\u001f\\u007f-\\u009f\\u2028\\u2029]';
const ID_CHARACTER = PRINTABLE.replace(']', '\\u202a-\\u202e\\u2066-\\u2069]');
const ID_PATTERN = `^(?! )${ID_CHARACTER}+(?<! )$`;
const LABEL_PATTERN = `^${PRINTABLE}*$`;
const id = { type: 'string', minLength: 1, maxLength: ID_MAX_CHARACTERS, pattern: ID_PATTERN };
const language = {
  type: 'string',
  maxLength: LANGUAGE_MAX_CHARACTERS,
  pattern: '^([A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*)?$',
};
const country = { type: 'string', pattern: '^([A-Za-z]{2})?$' };
const instant = {
  anyOf: [
    { type: 'string', format: 'date-time' },
    { type: 'integer', minimum: EARLIEST_MS, maximum: LATEST_MS },
  ],
};

function label(maxLength: number): JsonSchema {
  return { type: 'string', maxLength, pattern: LABEL_PATTERN };
}

function valueSchema(field: Field): JsonSchema {
  switch (field.kind) {
    case 'id':
    case 'play':
    case 'person':
      return id;
    case 'label':
      return field.required === true ? { ...label(field.maxCharacters), minLength: 1 } : label(field.maxCharacters);
    case 'text':
      return { type: 'string', maxLength: field.maxBytes };
    case 'language':
      return language;
    case 'country':
      return country;
    case 'word':
      return { enum: Object.keys(field.words) };
    case 'flag':
      return { type: 'boolean' };
    case 'instant':
      return instant;
    case 'day':
      return { type: 'string', format: 'date' };
    case 'seconds':
    case 'number':
      return { type: 'number', minimum: field.min, maximum: field.max };
    case 'integer':
      return { type: 'integer', minimum: field.min, maximum: field.max };
    case 'list': {
      const items =
        field.of === 'language' ? language : field.of === 'country' ? country : label(LIST_LABEL_MAX_CHARACTERS);
      return { type: 'array', items, maxItems: field.maxItems };
    }
    case 'scale':
      return { type: 'array', prefixItems: [{ type: 'number' }, { type: 'number' }], minItems: 2, maxItems: 2 };
  }
}
