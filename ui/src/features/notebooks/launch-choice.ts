// The rules of the launch form: what is chosen at first, which image goes with which instance type, and what a link asks for.
import { t } from '../../messages/en';
import type { ImageOption, LaunchOptions, TypeOption } from './launch-options';

type Image = { type: string | null };
type InstanceType = { gpuLimit: number | null };

export const hasGpu = ({ gpuLimit }: InstanceType) => (gpuLimit ?? 0) > 0;

/** An image made for GPUs does not start without one. */
export const needsGpu = ({ type }: Image) => type === 'gpu';

/** It works, but the GPU is paid for in vain. */
export const wastesGpu = (image: Image, type: InstanceType) => image.type === 'cpu' && hasGpu(type);

export const imageFits = (image: Image, type: InstanceType | undefined) => !type || !needsGpu(image) || hasGpu(type);

/** What a link asks for: /notebooks/new?instancetype=…&image=…&path=…&autolaunch=1 */
export type LinkWish = { instanceType?: string; image?: string; path?: string; autolaunch: boolean };

export function linkWish(params: URLSearchParams): LinkWish {
  return {
    instanceType: params.get('instancetype') || undefined,
    image: params.get('image') || undefined,
    path: params.get('path') || undefined,
    autolaunch: params.get('autolaunch') === '1',
  };
}

export type FirstChoice = {
  instanceType?: string;
  image?: string;
  /** What the link asked for and does not get. */
  warnings: string[];
  /** Everything a link asked for can be had, so that it may start at a click. */
  complete: boolean;
};

/** The link's wish, else the settings of last time, else the first that can be had, best without a pull. */
export function firstChoice(
  options: Pick<LaunchOptions, 'instanceTypes' | 'images' | 'last'>,
  wish: LinkWish,
): FirstChoice {
  const { last } = options;
  const type = firstOf(
    options.instanceTypes,
    (o) => o.instanceType.name,
    (o) => o.fits,
    [wish.instanceType, last?.instanceType],
  );
  const usable = (o: ImageOption) => o.selectable && imageFits(o.image, type?.instanceType);
  const ready = options.images.find((o) => usable(o) && o.image.readiness.state === 'PRESENT')?.image.name;
  const image = firstOf(options.images, (o) => o.image.name, usable, [wish.image, last?.image, ready]);
  const [typeName, imageName] = [type?.instanceType.name, image?.image.name];
  const warnings: string[] = [];
  if (wish.instanceType && wish.instanceType !== typeName)
    warnings.push(t.notebooks.unknownType(wish.instanceType, typeName ?? t.notebooks.nothing));
  if (wish.image && wish.image !== imageName)
    warnings.push(t.notebooks.unknownImage(wish.image, imageName ?? t.notebooks.nothing));
  return {
    instanceType: typeName,
    image: imageName,
    warnings,
    complete: warnings.length === 0 && Boolean(type && image),
  };
}

function firstOf<O>(
  options: O[],
  name: (option: O) => string,
  usable: (option: O) => boolean,
  wanted: (string | undefined)[],
): O | undefined {
  const named = wanted.map((wish) => options.find((option) => name(option) === wish && usable(option)));
  return named.find(Boolean) ?? options.find(usable);
}

export type Variable = { name: string; value: string };

const VARIABLE_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/** Rows that were left empty do not count. */
export const usedVariables = (rows: Variable[]) => rows.filter(({ name, value }) => name.trim() !== '' || value !== '');

export const wrongVariable = ({ name, value }: Variable) =>
  (name.trim() !== '' || value !== '') && !VARIABLE_NAME.test(name.trim());

export const sameVariables = (a: Variable[], b: Variable[]) => JSON.stringify(a) === JSON.stringify(b);

export const typeNamed = (options: TypeOption[], name: string | undefined) =>
  options.find(({ instanceType }) => instanceType.name === name)?.instanceType;

export const imageNamed = (options: ImageOption[], name: string | undefined) =>
  options.find(({ image }) => image.name === name)?.image;
