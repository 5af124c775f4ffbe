/** Device classes as the store numbers them. */
export const DEVICES = ['unknown', 'tv', 'mobile', 'tablet', 'web', 'console', 'other'] as const;
export type Device = (typeof DEVICES)[number];

/** The store's number of a device class; -1 means all. */
export function deviceNumber(device: string | undefined): number {
  return device === undefined ? -1 : DEVICES.indexOf(device as Device);
}
