// Numbers as they are typed: "1." and "0,5" on the way to a value.

/** Undefined for a text that is no number; null for an empty one. */
export function parseNumber(text: string): number | null | undefined {
  if (text === '') return null;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/** Keeps what can be part of a number; people in half of the world write a comma. */
export const cleanNumber = (text: string) => text.replaceAll(',', '.').replaceAll(/[^\d.-]/g, '');

/** One step up or down, without the dust of binary fractions. */
export function stepped(value: number | null, step: number): number {
  return Math.max(0, Math.round(((value ?? 0) + step) * 1000) / 1000);
}
