import { describe, expect, it } from 'vitest';
import { countryName } from '../format/names.ts';
import { WORLD } from './world.ts';

const shape = (code: string) => WORLD.shapes.find((one) => one.code === code);

describe('the map of the world', () => {
  it('knows its lands by two letters that have a name, each once', () => {
    const codes = WORLD.shapes.map((one) => one.code).filter((code) => code !== '');
    expect(codes.length).toBeGreaterThan(170);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(countryName(code), code).not.toBe(code);
  });
  it('has every land inside the picture', () => {
    for (const one of WORLD.shapes) {
      expect(one.d, one.code).toMatch(/^M/);
      expect(one.x, one.code).toBeGreaterThan(0);
      expect(one.x, one.code).toBeLessThan(WORLD.width);
      expect(one.y, one.code).toBeGreaterThan(0);
      expect(one.y, one.code).toBeLessThan(WORLD.height);
    }
  });
  it('puts a label on the largest part: France is in Europe, the United States are one land', () => {
    const [france, germany, guiana, usa] = ['FR', 'DE', 'SR', 'US'].map(shape);
    expect(Math.abs((france?.x ?? 0) - (germany?.x ?? 0))).toBeLessThan(40);
    expect((france?.y ?? 0) < (guiana?.y ?? 0)).toBe(true);
    expect((usa?.x ?? 0) < (guiana?.x ?? 0)).toBe(true);
  });
  it('leaves out the Antarctic', () => expect(shape('AQ')).toBeUndefined());
});
