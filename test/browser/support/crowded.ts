import type { Page } from 'playwright-core';

/** Words of a drawing that lie outside it or over each other. */
export async function crowdedWords(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const faults: string[] = [];
    for (const svg of document.querySelectorAll('svg[data-chart]')) {
      const frame = svg.getBoundingClientRect();
      const words = [...svg.querySelectorAll('text')].filter((word) => (word.textContent ?? '').trim() !== '');
      const boxes = words.map((word) => word.getBoundingClientRect());
      boxes.forEach((box, index) => {
        const text = `${svg.getAttribute('data-chart')}: “${words[index]?.textContent}”`;
        if (box.left < frame.left - 2 || box.right > frame.right + 2) faults.push(`${text} is outside`);
        for (const [at, other] of boxes.entries()) {
          if (at <= index) continue;
          const wide = Math.min(box.right, other.right) - Math.max(box.left, other.left);
          const high = Math.min(box.bottom, other.bottom) - Math.max(box.top, other.top);
          if (wide > 1 && high > 4) faults.push(`${text} over “${words[at]?.textContent}”`);
        }
      });
    }
    return faults;
  });
}
