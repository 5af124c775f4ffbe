import { render } from 'svelte/server';
import { describe, expect, it } from 'vitest';
import StepMultiples from './StepMultiples.svelte';
import { sharesOfFirst, stepLayout } from './steps.ts';

describe('small funnels', () => {
  it('are shares of the first step that is known', () => {
    expect(sharesOfFirst([null, 400, 300, null, 100])).toEqual([null, 1, 0.75, null, 0.25]);
    expect(sharesOfFirst([0, 8, 2])).toEqual([null, 1, 0.25]);
    expect(sharesOfFirst([0, 0])).toEqual([null, null]);
    expect(sharesOfFirst([null, null])).toEqual([null, null]);
  });
  it('stand in as many columns as have room, one under another where there is none', () => {
    expect(stepLayout(8, 6, 1_140)).toMatchObject({ columns: 4, rows: 2 });
    const narrow = stepLayout(3, 6, 326);
    expect(narrow).toMatchObject({ columns: 1, rows: 3 });
    expect(narrow.columnWidth).toBeLessThan(narrow.stepWidth);
  });
  it('are one stop of the Tab key, and draw what is not known as a dash', () => {
    const { body } = render(StepMultiples, {
      props: {
        ...{ label: 'Steps', summary: 'What it says.', steps: ['shown', 'started', 'end'], reading: () => null },
        items: [{ id: 'a', name: 'Trailer', note: 'In the app', value: '40 views', counts: [null, 40, 10], marked: 1 }],
      },
    });
    expect(body.split('tabindex="0"')).toHaveLength(2);
    expect(body.split('data-item=')).toHaveLength(4);
    expect(body).toMatch(/>–<\/text>[\s\S]*>40<\/text>[\s\S]*>25\u202f%<\/text>/);
    expect(body).toMatch(/class="step[^"]* marked"[^>]*>started/);
  });
});
