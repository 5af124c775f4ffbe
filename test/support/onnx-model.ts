/** Writes small ONNX models as bytes: just the messages of onnx.proto that a graph of float matrices needs. */

type Bytes = Uint8Array;

function varint(value: number): Bytes {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return Uint8Array.from([...bytes, rest]);
    bytes.push((rest % 128) + 128);
  }
}

const number = (field: number, value: number): Bytes => Buffer.concat([varint(field * 8), varint(value)]);
function bytes(field: number, value: Bytes | string): Bytes {
  const content = typeof value === 'string' ? Buffer.from(value) : value;
  return Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
}

/** Kinds of tensors, as TensorProto numbers them. */
const FLOAT = 1;
const INT64 = 7;

/** @param values row by row */
function floats(name: string, shape: readonly number[], values: readonly number[]): Bytes {
  const raw = new Uint8Array(Float32Array.from(values).buffer);
  return Buffer.concat([...shape.map((size) => number(1, size)), number(2, FLOAT), bytes(8, name), bytes(9, raw)]);
}

/** A tensor whose values are in a file beside the model. */
function floatsIn(file: string, name: string, shape: readonly number[]): Bytes {
  const location = bytes(13, Buffer.concat([bytes(1, 'location'), bytes(2, file)]));
  return Buffer.concat([
    ...shape.map((size) => number(1, size)),
    number(2, FLOAT),
    bytes(8, name),
    location,
    number(14, 1),
  ]);
}

function integers(name: string, values: readonly number[]): Bytes {
  const raw = new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer);
  return Buffer.concat([number(1, values.length), number(2, INT64), bytes(8, name), bytes(9, raw)]);
}

interface Node {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Whole numbers only. */
  readonly attributes?: Readonly<Record<string, number>>;
}

const nodeProto = ({ op, inputs, output, attributes = {} }: Node): Bytes =>
  Buffer.concat([
    ...inputs.map((input) => bytes(1, input)),
    bytes(2, output),
    bytes(4, op),
    ...Object.entries(attributes).map(([name, value]) =>
      bytes(5, Buffer.concat([bytes(1, name), number(3, value), number(20, 2)])),
    ),
  ]);

/** @param sizes a name where a size is told by what is fed */
function valueInfo(name: string, type: number, sizes: readonly (string | number)[]): Bytes {
  const dimensions = sizes.map((size) => bytes(1, typeof size === 'number' ? number(1, size) : bytes(2, size)));
  const tensor = Buffer.concat([number(1, type), bytes(2, Buffer.concat(dimensions))]);
  return Buffer.concat([bytes(1, name), bytes(2, bytes(1, tensor))]);
}

interface Classifier {
  /** One row a token of the vocabulary, as many columns as `weights` has rows. */
  readonly embedding: readonly (readonly number[])[];
  /** From the mean of a text's tokens to its logits. */
  readonly weights: readonly (readonly number[])[];
  readonly bias: readonly number[];
  /** Inputs beyond `input_ids` and `attention_mask`, which change nothing. */
  readonly unused?: readonly string[];
  /** File beside the model that holds the embedding, as models over 2 GB are written. */
  readonly embeddingFile?: string;
}

/** The logits of a text are the mean of its tokens' embeddings times the weights. Padding counts if the mask says so only. */
export function classifierModel({ embedding, weights, bias, unused = [], embeddingFile }: Classifier): Bytes {
  const inside = weights.length;
  const shape = [embedding.length, inside];
  const nodes: Node[] = [
    { op: 'Gather', inputs: ['embedding', 'input_ids'], output: 'tokens' },
    { op: 'Cast', inputs: ['attention_mask'], output: 'mask', attributes: { to: FLOAT } },
    { op: 'Unsqueeze', inputs: ['mask', 'last'], output: 'column' },
    { op: 'Mul', inputs: ['tokens', 'column'], output: 'said' },
    { op: 'ReduceSum', inputs: ['said', 'sequence'], output: 'sum', attributes: { keepdims: 0 } },
    { op: 'ReduceSum', inputs: ['column', 'sequence'], output: 'length', attributes: { keepdims: 0 } },
    { op: 'Div', inputs: ['sum', 'length'], output: 'mean' },
    { op: 'MatMul', inputs: ['mean', 'weights'], output: 'product' },
    { op: 'Add', inputs: ['product', 'bias'], output: 'logits' },
  ];
  const initializers = [
    embeddingFile === undefined
      ? floats('embedding', shape, embedding.flat())
      : floatsIn(embeddingFile, 'embedding', shape),
    floats('weights', [inside, bias.length], weights.flat()),
    floats('bias', [bias.length], bias),
    integers('last', [2]),
    integers('sequence', [1]),
  ];
  const graph = Buffer.concat([
    ...nodes.map((node) => bytes(1, nodeProto(node))),
    bytes(2, 'classifier'),
    ...initializers.map((tensor) => bytes(5, tensor)),
    ...['input_ids', 'attention_mask', ...unused].map((name) =>
      bytes(11, valueInfo(name, INT64, ['batch', 'sequence'])),
    ),
    bytes(12, valueInfo('logits', FLOAT, ['batch', bias.length])),
  ]);
  // Format 8 with the operators of version 13: what exporters have written since 2021.
  return Buffer.concat([number(1, 8), bytes(7, graph), bytes(8, number(2, 13))]);
}
