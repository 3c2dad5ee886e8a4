// The choice of the image, grouped by owner, with a filter and the rules for GPUs.
import { useState } from 'react';
import { Input } from 'antd';
import { Image as ImageIcon, Search, SearchX } from 'lucide-react';
import { percent } from '../../format/units';
import { t } from '../../messages/en';
import { EmptyState } from '../../ui/EmptyState';
import { FieldError } from '../../ui/Field';
import { Note } from '../../ui/Note';
import { OptionList, type Option } from '../../ui/OptionList';
import { Panel } from '../../ui/Panel';
import { Tag } from '../../ui/Tag';
import { imageFits, imageNamed, wastesGpu, type ImageOption, type TypeOption } from './options';

type Props = {
  options: readonly ImageOption[];
  instanceType?: TypeOption['instanceType'];
  value?: string;
  onChange: (value: string) => void;
  error?: string;
};

const ERROR_ID = 'image-error';

export function ImagePanel({ options, instanceType, value, onChange, error }: Props) {
  const [filter, setFilter] = useState('');
  const wanted = filter.trim().toLocaleLowerCase();
  const shown = options.filter(({ image, owner }) =>
    [image.name, image.displayName, image.description, owner].some((text) =>
      text?.toLocaleLowerCase().includes(wanted),
    ),
  );
  const chosen = imageNamed(options, value);
  return (
    <section className="stack tight">
      <Panel
        flush
        title={t.workload.image}
        tone={error ? 'bad' : undefined}
        extra={<Filter value={filter} onChange={setFilter} />}
      >
        {options.length === 0 ? (
          <EmptyState icon={ImageIcon} tone="idle" title={t.workload.noImages} text={t.workload.noImagesText} />
        ) : shown.length === 0 ? (
          <EmptyState icon={SearchX} tone="idle" title={t.workload.noImageFound(filter)} />
        ) : (
          <OptionList
            label={t.workload.image}
            name="image"
            value={value}
            onChange={onChange}
            invalid={Boolean(error)}
            describedBy={error ? ERROR_ID : undefined}
            options={shown.map((option) => toOption(option, instanceType))}
          />
        )}
      </Panel>
      {error && <FieldError id={ERROR_ID}>{error}</FieldError>}
      {chosen && instanceType && wastesGpu(chosen, instanceType) && <Note tone="warn">{t.workload.noGpuUsed}</Note>}
    </section>
  );
}

function Filter({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <Input
      size="small"
      className="image-filter"
      prefix={<Search size={13} aria-hidden />}
      aria-label={t.workload.filterImages}
      placeholder={t.workload.filterImages}
      value={value}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

function toOption(
  { image, owner, selectable, reason }: ImageOption,
  instanceType?: TypeOption['instanceType'],
): Option {
  const kind = t.workload.imageKinds[(image.type ?? 'both') as keyof typeof t.workload.imageKinds] ?? image.type;
  const about = image.description || (image.displayName !== image.name ? image.displayName : undefined);
  const { state, percent: pulled } = image.readiness;
  const ready =
    state === 'ABSENT'
      ? t.workload.pulledFirst
      : state === 'PULLING'
        ? t.workload.pulling(pulled === null ? '' : percent(pulled))
        : undefined;
  return {
    value: image.name,
    name: image.name,
    note: [about, ready].filter(Boolean).join(' · '),
    blocked: !selectable ? (reason ?? undefined) : imageFits(image, instanceType) ? undefined : t.workload.needsGpu,
    caption: owner,
    compact: kind,
    columns: [<Tag key="kind">{kind}</Tag>],
  };
}
