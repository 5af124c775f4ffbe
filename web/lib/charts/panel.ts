/** What a chart's panel offers to the chart inside it. */
import { getContext, setContext } from 'svelte';

export interface ChartPanelContext {
  /** From the keyboard: the focus follows. */
  toggleTable: () => Promise<void>;
}

const KEY = Symbol('chart-panel');

export function provideChartPanel(panel: ChartPanelContext): void {
  setContext(KEY, panel);
}

export function useChartPanel(): ChartPanelContext | undefined {
  return getContext<ChartPanelContext | undefined>(KEY);
}
