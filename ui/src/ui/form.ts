// The state of a form: what was edited over what is saved, and the message beside each field.
import { useState, type ChangeEvent } from 'react';
import { fieldError } from '../api/errors';

export type Errors<V> = Partial<Record<keyof V, string>>;

/** What became of submitting: an input is wrong, or something failed that belongs to no input, or it went through. */
type Outcome = { wrongField?: boolean; failure?: unknown };

/** `check` says what is wrong with the values, field by field. It is asked at every change. */
export function useForm<V extends object>(saved: V, check: (values: V) => Errors<V>) {
  // Only edits are kept, so that fields nobody touched follow what others save meanwhile.
  const [edits, setEdits] = useState<Partial<V>>({});
  const [left, setLeft] = useState<ReadonlySet<keyof V>>(new Set());
  const [attempted, setAttempted] = useState(false);
  const [failure, setFailure] = useState<unknown>();
  const [busy, setBusy] = useState(false);

  const values = { ...saved, ...edits };
  const changes = (Object.keys(edits) as (keyof V)[]).filter((field) => !same(values[field], saved[field]));
  const problems = check(values);
  const fields = Object.keys(values) as (keyof V)[];

  const leave = (field: keyof V) => setLeft((now) => new Set(now).add(field));
  const error = (field: keyof V) => {
    const fromServer = fieldError(failure, String(field));
    if (fromServer) return fromServer;
    return attempted || left.has(field) ? problems[field] : undefined;
  };
  /** For choices and numbers, which are judged as they change. */
  const set = (next: Partial<V>) => {
    setEdits((now) => ({ ...now, ...next }));
    setLeft((now) => new Set([...now, ...(Object.keys(next) as (keyof V)[])]));
    setFailure(undefined);
  };
  /** For text in an input of its own kind, which is judged on submit. */
  const type = (next: Partial<V>) => {
    setEdits((now) => ({ ...now, ...next }));
    setFailure(undefined);
  };
  /** For text, which is judged when the field is left. */
  const text = (field: keyof V) => ({
    value: values[field] as string,
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) =>
      type({ [field]: event.target.value } as Partial<V>),
    // A field that is passed by without typing is not wrong yet.
    onBlur: () => field in edits && leave(field),
  });
  const reset = () => {
    setEdits({});
    setLeft(new Set());
    setAttempted(false);
    setFailure(undefined);
  };
  /** Runs `send` when nothing is wrong. */
  const submit = async (send: () => Promise<unknown>): Promise<Outcome> => {
    setAttempted(true);
    if (Object.values(problems).some(Boolean)) return { wrongField: true };
    setBusy(true);
    try {
      await send();
      return {};
    } catch (caught) {
      setFailure(caught);
      return fields.some((field) => fieldError(caught, String(field))) ? { wrongField: true } : { failure: caught };
    } finally {
      setBusy(false);
    }
  };
  const changedValues = () => Object.fromEntries(changes.map((field) => [field, values[field]])) as Partial<V>;

  return {
    values,
    set,
    type,
    text,
    error,
    errors: fields.filter((field) => error(field)).length,
    changes: changes.length,
    changedValues,
    reset,
    submit,
    busy,
  };
}

export type Form<V extends object> = ReturnType<typeof useForm<V>>;

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);
