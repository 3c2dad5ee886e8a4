// The rules of the launch form: what is chosen at first, what a link asks for, and how variables are named.
import { t } from '../../messages/en';
import { chooseFirst } from '../workload/options';
import type { LaunchOptions } from './launch-options';

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

/** The link's wish, else the settings of last time, else the first that can be had. */
export function firstChoice(
  options: Pick<LaunchOptions, 'instanceTypes' | 'images' | 'last'>,
  wish: LinkWish,
): FirstChoice {
  const { last } = options;
  const { instanceType, image } = chooseFirst(options, {
    type: [wish.instanceType, last?.instanceType],
    image: [wish.image, last?.image],
  });
  const warnings: string[] = [];
  if (wish.instanceType && wish.instanceType !== instanceType)
    warnings.push(t.notebooks.unknownType(wish.instanceType, instanceType ?? t.notebooks.nothing));
  if (wish.image && wish.image !== image)
    warnings.push(t.notebooks.unknownImage(wish.image, image ?? t.notebooks.nothing));
  return { instanceType, image, warnings, complete: warnings.length === 0 && Boolean(instanceType && image) };
}

export type Variable = { name: string; value: string };

const VARIABLE_NAME = /^[-._a-zA-Z][-._a-zA-Z0-9]*$/;

/** Rows that were left empty do not count. */
export const usedVariables = (rows: Variable[]) => rows.filter(({ name, value }) => name.trim() !== '' || value !== '');

export const wrongVariable = ({ name, value }: Variable) =>
  (name.trim() !== '' || value !== '') && !VARIABLE_NAME.test(name.trim());

export const sameVariables = (a: Variable[], b: Variable[]) => JSON.stringify(a) === JSON.stringify(b);
