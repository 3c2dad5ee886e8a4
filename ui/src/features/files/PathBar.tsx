// The way to the folder as links, and a field for those who know the path.
import { useState, type FormEvent, type KeyboardEvent } from 'react';
import { Button, Input, Tooltip } from 'antd';
import { FolderOpen, Pencil } from 'lucide-react';
import { Link, useNavigate } from 'react-router';
import { t } from '../../messages/files';
import { isWithin, steps, typedPath } from './path';
import { folderAddress, type Place } from './places';

const LONGEST = 1000;

export function PathBar({ place, path }: { place: Place; path: string }) {
  const [typing, setTyping] = useState(false);
  if (typing) return <PathInput place={place} path={path} close={() => setTyping(false)} />;
  const way = steps(path, place.root);
  return (
    <nav className="path-bar" aria-label={t.files.path}>
      <Link
        to={folderAddress(place, place.root)}
        aria-label={place.rootName}
        aria-current={way.length === 0 ? 'page' : undefined}
      >
        <FolderOpen size={16} strokeWidth={1.75} aria-hidden />
        {way.length === 0 && <span className="strong">{place.rootName}</span>}
      </Link>
      {way.map((step, i) => (
        <span key={step.path} className="path-step">
          <i aria-hidden>/</i>
          {i < way.length - 1 ? (
            <Link to={folderAddress(place, step.path)} className="trunc" title={step.name}>
              {step.name}
            </Link>
          ) : (
            <span className="strong trunc" aria-current="page" title={step.name}>
              {step.name}
            </span>
          )}
        </span>
      ))}
      <Tooltip title={t.files.typePath}>
        <Button
          type="text"
          size="small"
          icon={<Pencil size={14} aria-hidden />}
          aria-label={t.files.typePath}
          onClick={() => setTyping(true)}
        />
      </Tooltip>
    </nav>
  );
}

function PathInput({ place, path, close }: { place: Place; path: string; close: () => void }) {
  const [text, setText] = useState(path);
  const navigate = useNavigate();
  const wanted = typedPath(text);
  const problem =
    wanted.length > LONGEST
      ? t.files.pathTooLong(LONGEST)
      : isWithin(wanted, place.root)
        ? undefined
        : t.files.outside(place.root);
  const go = (event: FormEvent) => {
    event.preventDefault();
    if (problem) return;
    close();
    void navigate(folderAddress(place, wanted));
  };
  const escape = (event: KeyboardEvent) => event.key === 'Escape' && close();
  return (
    <form className="path-bar" onSubmit={go}>
      <span className="grow">
        <Input
          autoFocus
          className="mono"
          aria-label={t.files.path}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem && 'path-problem'}
          status={problem ? 'error' : ''}
          spellCheck={false}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={escape}
        />
        {problem && (
          <span className="t-bad small" id="path-problem">
            {problem}
          </span>
        )}
      </span>
      <Button htmlType="submit">{t.files.goToPath}</Button>
      <Button type="text" onClick={close}>
        {t.common.cancel}
      </Button>
    </form>
  );
}
