// One's own names, email and colours.
import { useState, type FormEvent } from 'react';
import { useQuery } from '@tanstack/react-query';
import { Button, Input, Segmented } from 'antd';
import { fieldError } from '../../api/errors';
import type { ProfileQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { apiQuery } from '../../api/query';
import { resources } from '../../format/units';
import { t } from '../../messages/en';
import { useChooseTheme } from '../../shell/theme-choice';
import { useMe } from '../../shell/me';
import { usePage } from '../../shell/page';
import { Facts } from '../../ui/Facts';
import { Field } from '../../ui/Field';
import { FormBar } from '../../ui/FormBar';
import { LeaveGuard } from '../../ui/LeaveGuard';
import { useThemeChoice, type ThemeChoice } from '../../ui/mode';
import { Note } from '../../ui/Note';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { useToast } from '../../ui/toast';
import { AccountHead } from './AccountHead';

const ProfileDocument = graphql(`
  query Profile {
    me {
      id
      email
      firstName
      lastName
      federated
      usage {
        cpu
        memory
        gpu
      }
    }
  }
`);

const SaveProfileDocument = graphql(`
  mutation SaveProfile($email: String, $firstName: String, $lastName: String) {
    updateProfile(email: $email, firstName: $firstName, lastName: $lastName) {
      id
    }
  }
`);

type Profile = NonNullable<ProfileQuery['me']>;

export function ProfilePage() {
  const query = useQuery(apiQuery(ProfileDocument, {}, ['user']));
  usePage(t.identity.profileTitle, t.common.product, { form: true });
  return (
    <>
      <AccountHead title={t.identity.profileTitle} sub={t.identity.profileSub} />
      <PanelState query={query} what={t.identity.theProfile} height={320}>
        {({ me }) => me && <ProfileForm key={JSON.stringify([me.email, me.firstName, me.lastName])} profile={me} />}
      </PanelState>
    </>
  );
}

function ProfileForm({ profile }: { profile: Profile }) {
  const saved = { email: profile.email ?? '', firstName: profile.firstName ?? '', lastName: profile.lastName ?? '' };
  const [form, setForm] = useState(saved);
  const { mutate, error, isPending } = useApiMutation(SaveProfileDocument, ['user']);
  const toast = useToast();
  const changed = JSON.stringify(form) !== JSON.stringify(saved);
  const input = (field: keyof typeof form) => ({
    value: form[field],
    disabled: profile.federated ?? false,
    maxLength: 255,
    onChange: (event: { target: { value: string } }) => setForm({ ...form, [field]: event.target.value }),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    mutate(form, {
      onSuccess: () => toast.success(t.identity.profileSaved),
      onError: (failure) => {
        if (!(Object.keys(form) as (keyof typeof form)[]).some((field) => fieldError(failure, field)))
          toast.failure(t.identity.profileNotSaved, failure);
      },
    });
  };
  return (
    <form className="form-page" onSubmit={submit} noValidate>
      <LeaveGuard changed={() => changed} />
      <div className="grid with-aside">
        <div className="stack">
          <Panel title={t.identity.names}>
            {profile.federated && (
              <div className="field">
                <Note>{t.identity.federated}</Note>
              </div>
            )}
            <Field label={t.identity.firstName} error={fieldError(error, 'firstName')}>
              <Input autoComplete="given-name" {...input('firstName')} />
            </Field>
            <Field label={t.identity.lastName} error={fieldError(error, 'lastName')}>
              <Input autoComplete="family-name" {...input('lastName')} />
            </Field>
            <Field label={t.identity.email} optional error={fieldError(error, 'email')}>
              <Input type="email" autoComplete="email" {...input('email')} />
            </Field>
          </Panel>
          <ThemePanel />
        </div>
        <AccountFacts profile={profile} />
      </div>
      <FormBar fact={changed ? t.identity.unsaved : undefined} errors={error ? 1 : 0}>
        <Button type="primary" htmlType="submit" loading={isPending} disabled={profile.federated ?? false}>
          {t.common.save}
        </Button>
        <Button disabled={!changed} onClick={() => setForm(saved)}>
          {t.common.discard}
        </Button>
      </FormBar>
    </form>
  );
}

function ThemePanel() {
  const choice = useThemeChoice();
  const choose = useChooseTheme();
  const options = (['system', 'light', 'dark'] as ThemeChoice[]).map((value) => ({
    value,
    label: t.shell.themes[value],
  }));
  return (
    <Panel title={t.identity.appearance} sub={t.identity.appearanceHint}>
      <Segmented<ThemeChoice> aria-label={t.identity.appearance} options={options} value={choice} onChange={choose} />
    </Panel>
  );
}

function AccountFacts({ profile }: { profile: Profile }) {
  const { username, groups, isAdmin } = useMe();
  const { cpu, memory, gpu } = profile.usage;
  return (
    <Panel title={t.identity.account}>
      <Facts
        rows={[
          [t.identity.username, <span className="mono">{username}</span>],
          [t.identity.role, isAdmin ? t.identity.administrator : t.identity.member],
          [t.identity.groups, groups.map(({ displayName }) => displayName).join(', ') || t.common.none],
          [t.identity.usesNow, cpu + memory + gpu > 0 ? resources(profile.usage) : t.identity.nothing],
        ]}
      />
    </Panel>
  );
}
