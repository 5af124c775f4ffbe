import { createRawSnippet } from 'svelte';
import { render } from 'svelte/server';
import { describe, expect, it } from 'vitest';
import { indexScale, type DotRow } from './dots.ts';
import DivergingRows from './DivergingRows.svelte';
import DotRows from './DotRows.svelte';
import Funnel from './Funnel.svelte';
import HeatMap from './HeatMap.svelte';
import ItemFrame from './ItemFrame.svelte';
import type { Territory } from './territories.ts';
import { WORLD } from './world.ts';
import WorldMap from './WorldMap.svelte';

/** How often a text stands in what was drawn. */
const times = (html: string, text: string) => html.split(text).length - 1;
const named = { label: 'What it shows', summary: 'What it says.' };

describe('charts drawn on the server, as reports are', () => {
  it('name themselves, say what they say, and are one stop of the Tab key', () => {
    const { body } = render(ItemFrame, {
      props: {
        ...named,
        height: 100,
        count: 3,
        reading: () => null,
        place: () => ({ x: 0, y: 0 }),
        children: createRawSnippet(() => ({ render: () => '<g></g>' })),
      },
    });
    expect(body).toContain('role="slider"');
    expect(body).toContain('aria-label="What it shows"');
    expect(body).toContain('aria-valuetext="What it says."');
    expect(times(body, 'tabindex="0"')).toBe(1);
    expect(body).toContain('data-chart="What it shows"');
  });

  it('draw a territory by its index, hatch a withheld one, and name those too small for the map', () => {
    const territories: Territory[] = [
      { code: 'KR', name: 'South Korea', rank: 1, index: 240, interval: [220, 262] },
      { code: 'BR', name: 'Brazil', rank: 2, index: 160, interval: [90, 280] },
      { code: 'IS', name: 'Iceland', rank: null, index: 987654, withheld: true },
      { code: 'SG', name: 'Singapore', rank: 3, index: 140, interval: [120, 163] },
    ];
    const { body } = render(WorldMap, { props: { ...named, territories, world: WORLD } });
    const land = (index: number) => new RegExp(`<path[^>]*data-item="${index}"[^>]*>`).exec(body)?.[0] ?? '';
    expect(land(0)).toMatch(/class="land over/);
    expect(land(1)).toMatch(/class="land same/);
    expect(land(3)).toMatch(/class="land withheld/);
    expect(land(3)).toMatch(/fill="url\(#withheld-/);
    expect(body).not.toContain('987654');
    expect(body).toMatch(/Too small for this map: Singapore 140/);
    expect(times(body, 'class="rank')).toBe(2);
  });

  it('a map without its shapes yet keeps their place and says that it is busy', () => {
    const { body } = render(WorldMap, { props: { ...named, territories: [] } });
    expect(body).toContain('aria-busy="true"');
    expect(body).not.toContain('<path');
    // 640 wide on the server; the legend stands under the shapes that are to come.
    const kept = Number(/<svg height="([\d.]+)"/.exec(body)?.[1]);
    const drawn = Number(
      /<svg height="([\d.]+)"/.exec(render(WorldMap, { props: { ...named, territories: [], world: WORLD } }).body)?.[1],
    );
    expect(Math.abs(kept - drawn)).toBeLessThan(2);
  });

  it('rows of dots show a withheld row as one, and not its number', () => {
    const rows: DotRow[] = [
      { id: 'a', label: 'Mystery', value: 164, interval: [151, 178] },
      { id: 'b', label: 'Iceland', value: 777, interval: [700, 800], withheld: true },
      { id: 'c', label: 'Tablet', value: null, reason: 'nobody yet' },
    ];
    const { body } = render(DotRows, {
      props: { ...named, rows, scale: indexScale(rows), text: (value: number) => value.toFixed(0) },
    });
    expect(times(body, '<circle')).toBe(1);
    expect(body).not.toContain('777');
    expect(body).toContain('>withheld<');
    expect(body).toContain('>nobody yet<');
  });

  it('rows to both sides are links that say both numbers, and hold what they are called as text', () => {
    const { body } = render(DivergingRows, {
      props: {
        ...named,
        leftName: 'blame',
        rightName: 'praise',
        text: String,
        rows: [
          {
            id: 'a',
            label: 'Music',
            left: 3,
            right: 40,
            href: '?driver=music',
            current: true,
            summary: '40 praise, 3 blame',
          },
          {
            id: 'b',
            label: '<b>slow</b>',
            left: 9,
            right: 0,
            href: '?driver=slow',
            current: false,
            summary: '9 blame',
          },
        ],
      },
    });
    expect(body).toMatch(/<a href="\?driver=music" aria-label="Music: 40 praise, 3 blame" aria-current="true"/);
    expect(times(body, 'class="left')).toBe(2);
    expect(body).toContain('&lt;b>slow&lt;/b>');
    expect(body).not.toContain('<b>');
  });

  it('a heat map hatches a withheld row whole and leaves unknown cells empty', () => {
    const { body } = render(HeatMap, {
      props: {
        ...named,
        columns: 2,
        ticks: [],
        reading: () => null,
        rows: [
          { id: 'a', label: 'Drama', short: 'D', cells: [0.4, null] },
          { id: 'b', label: 'Comedy', short: 'C', cells: [0.123, 0.9], withheld: true },
        ],
      },
    });
    expect(times(body, 'fill="url(#withheld-')).toBe(2);
    // Seven swatches of the legend, and the one cell that is known.
    expect(times(body, 'fill-opacity=')).toBe(8);
  });

  it('a funnel says why a step has no bar', () => {
    const { body } = render(Funnel, {
      props: {
        ...named,
        unit: 'starters',
        reading: () => null,
        steps: [
          { id: '1', label: 'One', share: 1 },
          { id: '2', label: 'Two', share: 0.6, interval: [0.5, 0.7], lost: 0.4, worst: true },
          { id: '3', label: 'Three', share: null, reason: 'everybody is still maturing' },
          { id: '4', label: 'Four', share: 0.5, withheld: true },
        ],
      },
    });
    expect(times(body, 'class="bar')).toBe(2);
    expect(body).toContain('everybody is still maturing');
    expect(body).toContain('withheld for people’s privacy');
    expect(body).toMatch(/class="lost[^"]* worst[^>]*>−40\.0/);
  });
});
