import { HOUR_MS } from './clock.ts';
import { slateOf } from './slate.ts';
import { Timeline } from './timeline.ts';
import type { SlateTitle } from './title.ts';
import { truthOf, type AudienceTruth } from './truth.ts';

export interface AudienceOptions {
  readonly seed: number;
  /** Start of the simulated history; cut to the full hour. */
  readonly startMs: number;
  /** The anchor: the slate's stages are as of it. Usually eight weeks after the start. */
  readonly endMs: number;
  /** 1: about 1.5 million records in eight weeks; 0.004: about five thousand. */
  readonly scale: number;
}

/** A simulated audience whose truth is known. The same options give the same records, byte for byte. */
export interface Audience extends AudienceOptions {
  readonly slate: readonly SlateTitle[];
  /** Profiles that watch; profile numbers beyond it belong to nobody else. */
  readonly populationSize: number;
  /** What the model says should be seen in [startMs, endMs), computed on first use (about a second). */
  readonly truth: AudienceTruth;
  /** A fresh reading of everything that happens, from the start and without an end. */
  open(): Timeline;
}

/** Profiles at scale 1; two and a half times the largest title's audience, so that titles overlap but never exhaust it. */
const POPULATION = 6_000;
const SMALLEST_POPULATION = 40;

/** @throws RangeError when the window is empty or the scale is not positive. */
export function createAudience(options: AudienceOptions): Audience {
  const startMs = Math.floor(options.startMs / HOUR_MS) * HOUR_MS;
  const { seed, endMs, scale } = options;
  if (endMs <= startMs) throw new RangeError('The audience needs an end after its start.');
  if (!(scale > 0)) throw new RangeError('The scale of the audience must be above 0; 1 is about 1.5 million records.');
  const slate = slateOf(startMs, endMs);
  const model = {
    seed,
    startMs,
    endMs,
    scale,
    slate,
    populationSize: Math.max(SMALLEST_POPULATION, Math.round(POPULATION * scale)),
  };
  let truth: AudienceTruth | undefined;
  return {
    ...model,
    get truth() {
      return (truth ??= truthOf(model));
    },
    open: () => new Timeline(model),
  };
}
