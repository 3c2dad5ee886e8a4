// Copies a text and says so.
import { useEffect, useState } from 'react';
import { Button } from 'antd';
import { Check, Copy } from 'lucide-react';
import { t } from '../messages/en';
import { useToast } from './toast';
import './CopyButton.css';

function useCopy(text: string) {
  const [done, setDone] = useState(false);
  const toast = useToast();
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 2000);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = async () => {
    // Without TLS browsers offer no clipboard at all.
    await (navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))).then(
      () => setDone(true),
      () => toast.warning(t.common.copyFailed),
    );
  };
  return [done, copy] as const;
}

type Props = {
  text: string;
  label?: string;
  size?: 'small';
  /** Without a frame, for the heads of panels. */
  quiet?: boolean;
};

export function CopyButton({ text, label = t.common.copy, size, quiet }: Props) {
  const [done, copy] = useCopy(text);
  return (
    <Button
      size={size}
      type={quiet ? 'text' : 'default'}
      icon={done ? <Check size={14} /> : <Copy size={14} />}
      onClick={copy}
    >
      <span aria-live="polite">{done ? t.common.copied : label}</span>
    </Button>
  );
}

/** An id or name in mono with a small copy button behind it. */
export function CopyableId({ text }: { text: string }) {
  const [done, copy] = useCopy(text);
  return (
    <span className="mono copyable">
      {text}
      <button
        type="button"
        className="plain-button copy-icon"
        onClick={copy}
        aria-label={done ? t.common.copied : `${t.common.copy} ${text}`}
      >
        {done ? <Check size={13} aria-hidden /> : <Copy size={13} aria-hidden />}
      </button>
    </span>
  );
}
