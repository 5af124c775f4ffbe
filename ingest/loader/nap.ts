/** A sleep that can be cut short. One at a time. */
export class Nap {
  #end: (() => void) | null = null;

  async sleep(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#end = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#end = null;
  }

  /** Ends the running sleep, if there is one. */
  wake(): void {
    this.#end?.();
  }
}
