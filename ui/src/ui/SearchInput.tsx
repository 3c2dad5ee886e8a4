// The search field of a list. It asks the server 300 ms after the last key; "/" moves to it.
import { useEffect, useRef, useState } from 'react';
import { Input } from 'antd';
import { Search } from 'lucide-react';

const DEBOUNCE_MS = 300;

type Props = { value: string; onChange: (value: string) => void; placeholder: string };

export function SearchInput({ value, onChange, placeholder }: Props) {
  const [text, setText] = useState(value);
  const sent = useRef(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  // The back button or "Clear" changed the search from outside.
  useEffect(() => {
    if (value === sent.current) return;
    sent.current = value;
    setText(value);
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);

  const send = (next: string, wait: number) => {
    setText(next);
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      sent.current = next.trim();
      onChange(next.trim());
    }, wait);
  };

  return (
    <Input
      className="search"
      data-page-search
      type="search"
      prefix={<Search size={15} color="var(--ph-text-3)" aria-hidden />}
      placeholder={placeholder}
      aria-label={placeholder}
      value={text}
      maxLength={200}
      onChange={(event) => send(event.target.value, DEBOUNCE_MS)}
      onPressEnter={() => send(text, 0)}
    />
  );
}
