/**
 * The countries of the world as shapes. This module carries the map's data (105 kB): it is imported when a map is on the
 * page, and by nothing else.
 */
import { geoArea, geoNaturalEarth1, geoPath } from 'd3';
import type { Feature, Polygon, Position } from 'geojson';
import { feature } from 'topojson-client';
import type { GeometryCollection, Topology } from 'topojson-specification';
import atlas from 'world-atlas/countries-110m.json';

export interface Shape {
  /** ISO 3166-1 alpha-2; empty where the map has a land that has no code. */
  code: string;
  d: string;
  /** Where a label stands: the middle of its largest part. */
  x: number;
  y: number;
  /** Its longer side: what is small on the screen is hard to hit. */
  extent: number;
}

export interface World {
  width: number;
  height: number;
  shapes: readonly Shape[];
}

/** The atlas names countries by their ISO numbers; our records by two letters. XK is what the field uses for Kosovo. */
const ISO =
  'AE784 AF004 AL008 AM051 AO024 AQ010 AR032 AT040 AU036 AZ031 BA070 BD050 BE056 BF854 BG100 BI108 BJ204 BN096 BO068 ' +
  'BR076 BS044 BT064 BW072 BY112 BZ084 CA124 CD180 CF140 CG178 CH756 CI384 CL152 CM120 CN156 CO170 CR188 CU192 CY196 ' +
  'CZ203 DE276 DJ262 DK208 DO214 DZ012 EC218 EE233 EG818 EH732 ER232 ES724 ET231 FI246 FJ242 FK238 FR250 GA266 GB826 ' +
  'GE268 GH288 GL304 GM270 GN324 GQ226 GR300 GT320 GW624 GY328 HN340 HR191 HT332 HU348 ID360 IE372 IL376 IN356 IQ368 ' +
  'IR364 IS352 IT380 JM388 JO400 JP392 KE404 KG417 KH116 KP408 KR410 KW414 KZ398 LA418 LB422 LK144 LR430 LS426 LT440 ' +
  'LU442 LV428 LY434 MA504 MD498 ME499 MG450 MK807 ML466 MM104 MN496 MR478 MW454 MX484 MY458 MZ508 NA516 NC540 NE562 ' +
  'NG566 NI558 NL528 NO578 NP524 NZ554 OM512 PA591 PE604 PG598 PH608 PK586 PL616 PR630 PS275 PT620 PY600 QA634 RO642 ' +
  'RS688 RU643 RW646 SA682 SB090 SD729 SE752 SI705 SK703 SL694 SN686 SO706 SR740 SS728 SV222 SY760 SZ748 TD148 TF260 ' +
  'TG768 TH764 TJ762 TL626 TM795 TN788 TR792 TT780 TW158 TZ834 UA804 UG800 US840 UY858 UZ860 VE862 VN704 VU548 YE887 ' +
  'ZA710 ZM894 ZW716';
const CODES = new Map(ISO.split(' ').map((pair) => [pair.slice(2), pair.slice(0, 2)]));
const BY_NAME: Readonly<Record<string, string>> = { Kosovo: 'XK' };

/** Nobody watches there, and it would take a fifth of the height. */
const LEFT_OUT = new Set(['AQ', 'TF']);
const WIDTH = 1000;

function largestPart(land: Feature): Feature {
  const { geometry } = land;
  if (geometry.type !== 'MultiPolygon') return land;
  const parts = geometry.coordinates.map((coordinates: Position[][]) => ({ type: 'Polygon', coordinates }) as Polygon);
  const largest = parts.reduce((one, other) => (geoArea(other) > geoArea(one) ? other : one));
  return { ...land, geometry: largest };
}

function build(): World {
  const topology = atlas as unknown as Topology<{ countries: GeometryCollection<{ name: string }> }>;
  const lands = feature(topology, topology.objects.countries)
    .features.map((land) => ({
      code: CODES.get(String(land.id)) ?? BY_NAME[land.properties.name] ?? '',
      land,
    }))
    .filter(({ code }) => !LEFT_OUT.has(code));
  const projection = geoNaturalEarth1().fitWidth(WIDTH, {
    type: 'FeatureCollection',
    features: lands.map(({ land }) => land),
  });
  const path = geoPath(projection).digits(1);
  let height = 0;
  const shapes = lands.map(({ code, land }) => {
    const largest = largestPart(land);
    const [x, y] = path.centroid(largest);
    const [[left, top], [right, bottom]] = path.bounds(largest);
    height = Math.max(height, path.bounds(land)[1][1]);
    return { code, d: path(land) ?? '', x, y, extent: Math.max(right - left, bottom - top) };
  });
  return { width: WIDTH, height: Math.ceil(height), shapes };
}

export const WORLD: World = build();
