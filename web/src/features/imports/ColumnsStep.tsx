import { Anchor, Select, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Look } from './columns';
import { showOrganisationOptions } from '@/api/@tanstack/react-query.gen';
import { country } from '@/lib/format';
import '@/ui/facts.css';
import { FormTrouble } from '@/ui/Problem';
import { BackNext } from '@/ui/BackNext';
import { nameOf, NEW_OPEN, NEW_SEALED, samples, wrongWith, type Choices } from './columns';
import { FirstRows } from './FirstRows';

type Props = {
  name: string;
  look: Look;
  choices: Choices;
  setChoices: (choices: Choices) => void;
  back: () => void;
  next: () => void;
};

/** Which column is what: guessed, and open to change. */
export function ColumnsStep({ name, look, choices, setChoices, back, next }: Props) {
  const { t } = useTranslation();
  const { data: organisation } = useQuery(showOrganisationOptions());
  const [tried, setTried] = useState(false);
  const wrong = wrongWith(choices);
  const choose = (at: number) => (choice: string | null) =>
    setChoices(choices.map((one, index) => (index === at ? (choice ?? '') : one)));
  const go = () => {
    setTried(true);
    if (!wrong) next();
  };
  return (
    <Stack gap="md">
      <Text style={{ overflowWrap: 'anywhere' }}>
        {t('imports.columns_lead', { name, count: look.columns.length })}
      </Text>
      <FormTrouble words={tried && wrong ? t(wrong) : null} />
      <div className="columns">
        {look.columns.map((column, at) => (
          <div className="column" key={at}>
            <div className="grow">
              <Text fw={600} truncate>
                {column.name || t('imports.nameless', { at: at + 1 })}
              </Text>
              <Text size="sm" c="dimmed" truncate>
                {samples(look, at).join(' · ') || t('imports.no_values')}
              </Text>
            </div>
            <Select
              aria-label={t('imports.column_is', { name: column.name || at + 1 })}
              data={[
                { value: '', label: t('imports.leave_out') },
                ...look.targets.map((target) => ({ value: target, label: wordOf(target) })),
                ...(nameOf(look, at) && !isField(look, at)
                  ? [NEW_SEALED, NEW_OPEN].map((value) => ({
                      value,
                      label: t(`imports.${value.replace(':', '_')}`, { name: nameOf(look, at) }),
                    }))
                  : []),
              ]}
              value={choices[at]}
              onChange={choose(at)}
              allowDeselect={false}
              comboboxProps={{ keepMounted: false }}
            />
          </div>
        ))}
      </div>
      <FirstRows look={look} choices={choices} />
      {organisation && (
        <Text size="sm" c="dimmed">
          {t('imports.country', { country: country(organisation.default_country) })}{' '}
          <Anchor component={Link} to="/settings">
            {t('imports.country_change')}
          </Anchor>
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {t('imports.fields_why')}
      </Text>
      <BackNext back={back} next={go} />
    </Stack>
  );

  function wordOf(target: string) {
    const [kind, ...rest] = target.split('.');
    return rest.length ? rest.join('.') : t(`imports.target.${kind}`, { defaultValue: kind });
  }
}

const isField = (look: Look, at: number) => look.targets.includes(`attribute.${nameOf(look, at)}`);
