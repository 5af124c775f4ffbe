export type Device = 'tv' | 'mobile' | 'tablet' | 'web' | 'console' | 'other';

/** Read in this order: a Chromecast is no Chrome, an Apple TV no Apple phone, an Android tablet no Android phone. */
const DEVICES: readonly (readonly [RegExp, Device])[] = [
  [/playstation|\bps[345]\b|xbox|nintendo|\bwii/i, 'console'],
  [/ipad|tablet|\btab\b|kindle|fire hd|fire 7/i, 'tablet'],
  [
    /\btv\b|tvos|chromecast|roku|fire ?(?:tv|stick)|set[- ]?top|\bstb\b|blu-?ray|shield|bravia|webos|tizen|smart|hdmi|uhd/i,
    'tv',
  ],
  [/iphone|ipod|phone|mobile|android|pixel|oneplus|redmi/i, 'mobile'],
  [/chrome|firefox|safari|edge|opera|explorer|browser|cadmium|windows|\bmac|\bpc\b|linux|website/i, 'web'],
];

/**
 * The kind of device behind an export's device name. Undefined, and so unknown, for an absent one and for the numbered
 * names (`Device Type 5`) that anonymised exports carry; `other` for a name that says nothing to us.
 */
export function deviceOf(name: string): Device | undefined {
  if (name === '' || /^device type \d+$/i.test(name)) return undefined;
  return DEVICES.find(([pattern]) => pattern.test(name))?.[1] ?? 'other';
}
