// The design tokens: every colour, size and font of the product. Components take colours from the CSS variables
// (--ph-*) or from antd's tokens, never from literals. What antd makes of them is in antd-theme.ts.

export type Mode = 'light' | 'dark';

const light = {
  canvas: '#f6f8f8', // page behind panels
  sidebar: '#eef2f2', // navigation
  surface: '#ffffff', // panels, tables, forms
  raised: '#ffffff', // menus, dialogs, toasts (with a shadow)
  sunken: '#f0f3f3', // wells: code, log head, tracks
  hover: '#f1f5f5', // hovered row or menu entry
  selected: '#e0f0f1', // selected row or menu entry

  text: '#111b1d',
  text2: '#47565a', // secondary: labels, descriptions
  text3: '#5f6e72', // tertiary: captions, placeholders, units

  border: '#dde4e4', // panel edge, row line (decorative)
  borderControl: '#859296', // input edge: at least 3:1 on surface
  borderButton: '#c2cdcf', // secondary button: its text already identifies it

  accent: '#0a6875', // the one brand colour: links, selection, bars
  accentSolid: '#0a6875', // fill of a primary button, checkbox, switch
  accentHover: '#085560',
  accentActive: '#06444d',
  accentSoft: '#e0f0f1',
  onAccent: '#ffffff',
  focus: '#0a6875',

  ok: '#19764a',
  okSoft: '#e2f3e9',
  info: '#2c5dc4',
  infoSoft: '#e6edfb',
  warn: '#8f5400',
  warnSoft: '#fcf0d9',
  bad: '#bb2f2a',
  badSoft: '#fbe9e7',
  onBad: '#ffffff', // text on a danger button, which is filled with bad
  idle: '#56666a',
  idleSoft: '#e8eded',

  track: '#e3e9e9', // empty part of a bar
  segment: '#ffffff', // chosen part of a segmented control
  logBg: '#f7f9f9',
  logText: '#1f2c2f',

  // charts: told apart by people with protanopia, deuteranopia and tritanopia; keep the order
  chart: ['#0a7685', '#d97a0b', '#6f55c4', '#1d2750', '#b08a62', '#5e3308'],
  shadowMenu: '0 0 0 1px rgba(17,27,29,.06), 0 4px 8px rgba(17,27,29,.06), 0 12px 28px rgba(17,27,29,.12)',
  shadowPanel: '0 1px 2px rgba(17,27,29,.04)',
  mask: 'rgba(17,27,29,.42)',
};

const dark: typeof light = {
  canvas: '#0b1113',
  sidebar: '#0e1517',
  surface: '#12191c',
  raised: '#1a2327',
  sunken: '#0d1416',
  hover: '#182125',
  selected: '#12343a',

  text: '#e7eeef',
  text2: '#a9b7ba',
  text3: '#8a999d',

  border: '#253135',
  borderControl: '#66767b',
  borderButton: '#3a484d',

  accent: '#4cbfcb',
  accentSolid: '#42aab6',
  accentHover: '#63c6d0',
  accentActive: '#93dce3',
  accentSoft: '#12343a',
  onAccent: '#04181b',
  focus: '#71cfd8',

  ok: '#55c48d',
  okSoft: '#12301f',
  info: '#86aef9',
  infoSoft: '#17284a',
  warn: '#edb14b',
  warnSoft: '#362709',
  bad: '#ff8279',
  badSoft: '#3d1a19',
  onBad: '#1c0504',
  idle: '#9aa9ad',
  idleSoft: '#212b2f',

  track: '#253135',
  segment: '#38464b',
  logBg: '#0a0f11',
  logText: '#d3dddf',

  chart: ['#3fb3c0', '#f0a13c', '#9d86ea', '#f3f3b8', '#cf3f58', '#ab2ef0'],
  shadowMenu: '0 0 0 1px rgba(255,255,255,.07), 0 8px 16px rgba(0,0,0,.4), 0 20px 48px rgba(0,0,0,.5)',
  shadowPanel: 'none',
  mask: 'rgba(3,7,8,.66)',
};

export const color = { light, dark };
export const space = [0, 4, 8, 12, 16, 24, 32, 40, 48, 64] as const;
export const radius = { tag: 4, control: 6, panel: 8, dialog: 12, round: 999 } as const;
export const motion = { fast: '100ms', base: '160ms', slow: '240ms', ease: 'cubic-bezier(.2,0,0,1)' } as const;
export const breakpoint = { phone: 640, tablet: 1024, wide: 1440 } as const;
export const width = { sidebar: 232, rail: 56, aside: 328, form: 720, page: 1280, reading: 640 } as const;
export const font = {
  sans: "'Geist Variable', 'Noto Sans', system-ui, -apple-system, 'Segoe UI', 'PingFang TC', 'Microsoft JhengHei', 'Noto Sans CJK TC', sans-serif",
  mono: "'Geist Mono Variable', ui-monospace, 'SF Mono', 'Cascadia Mono', 'Noto Sans Mono CJK TC', monospace",
} as const;

/** The tokens of one mode as CSS variables: --ph-surface, --ph-chart-1 and so on. */
export function cssVars(mode: Mode): Record<string, string> {
  const vars: Record<string, string> = {};
  for (const [name, value] of Object.entries(color[mode])) {
    if (Array.isArray(value)) value.forEach((part, i) => (vars[`--ph-${name}-${i + 1}`] = part));
    else vars[`--ph-${name.replace(/[A-Z0-9]+/g, (match) => '-' + match.toLowerCase())}`] = value as string;
  }
  return vars;
}

/** The style sheet of the tokens. The class on <html> chooses the mode. */
export function tokensCss(): string {
  const block = (selector: string, vars: Record<string, string>) =>
    `${selector}{${Object.entries(vars)
      .map(([name, value]) => `${name}:${value}`)
      .join(';')}}`;
  return [
    block(':root', { '--ph-font': font.sans, '--ph-mono': font.mono, ...cssVars('light'), 'color-scheme': 'light' }),
    block(':root.dark', { ...cssVars('dark'), 'color-scheme': 'dark' }),
  ].join('\n');
}
