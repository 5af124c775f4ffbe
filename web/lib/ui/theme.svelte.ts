/** Dark, light, or as the system says. app.html applies the kept choice before the first paint. */
export type ThemeChoice = 'system' | 'light' | 'dark';

const STORED = 'ovation-theme';
const ORDER: readonly ThemeChoice[] = ['system', 'light', 'dark'];

export class Theme {
  #choice = $state<ThemeChoice>('system');

  get choice(): ThemeChoice {
    return this.#choice;
  }

  /** Takes over what app.html applied. Browser only. */
  read(): void {
    const applied = document.documentElement.dataset['theme'];
    this.#choice = applied === 'dark' || applied === 'light' ? applied : 'system';
  }

  set(choice: ThemeChoice): void {
    this.#choice = choice;
    document.documentElement.dataset['theme'] = choice;
    try {
      localStorage.setItem(STORED, choice);
    } catch {
      // Storage is refused: the choice lasts as long as the page.
    }
  }

  next(): void {
    this.set(ORDER[(ORDER.indexOf(this.#choice) + 1) % ORDER.length] ?? 'system');
  }
}
