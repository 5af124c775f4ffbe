import { expect, it } from 'vitest';
import { deviceOf } from './devices.ts';

it.each([
  ['Samsung 2018 KantM2 UHD TV Smart TV', 'tv'],
  ['Google Chromecast V3 Streaming Stick', 'tv'],
  ['Apple TV 4K', 'tv'],
  ['Apple iPhone 12 Pro', 'mobile'],
  ['DefaultWidevineAndroidPhone', 'mobile'],
  ['Apple iPad Pro 11in (Wi-Fi)', 'tablet'],
  ['DefaultWidevineAndroidTablets', 'tablet'],
  ['Chrome PC (Cadmium)', 'web'],
  ['Safari MAC (Cadmium)', 'web'],
  ['Sony PS4', 'console'],
  ['Microsoft Xbox One S', 'console'],
  ['Frobnicator 9', 'other'],
])('%s is %s', (name, device) => {
  expect(deviceOf(name)).toBe(device);
});

it('leaves the numbered devices of an anonymised export unknown', () => {
  expect(deviceOf('Device Type 5')).toBeUndefined();
  expect(deviceOf('')).toBeUndefined();
});
