import { Button, Group, Text } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Phone, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { NumberOut } from '@/api';
import { listNumbersOptions, showMeOptions } from '@/api/@tanstack/react-query.gen';
import { HoldButton } from '@/ui/HoldButton';
import { count } from '@/lib/format';
import { Empty } from '@/ui/Empty';
import { Page } from '@/ui/Page';
import { Rows } from '@/ui/Rows';
import { State } from '@/ui/State';
import { SimulatorButton } from './SimulatorButton';
import { Storage } from './Storage';

export function Numbers() {
  const { t } = useTranslation();
  const { data: me } = useSuspenseQuery(showMeOptions());
  const query = useQuery(listNumbersOptions());
  const may = me.permissions.includes('numbers.write');
  const connect = (
    <Button component={Link} to="/numbers/connect" leftSection={<Plus size={18} aria-hidden />}>
      {t('numbers.connect')}
    </Button>
  );
  const empty = (
    <Empty
      icon={Phone}
      title={t('numbers.none')}
      words={t(may ? 'numbers.none_why' : 'numbers.ask_owner')}
    >
      {may && (
        <Group justify="center" mt="sm">
          <SimulatorButton />
          {connect}
        </Group>
      )}
    </Empty>
  );
  return (
    <Page
      title={t('nav.numbers')}
      lead={t('numbers.lead')}
      action={
        query.data?.length ? (
          <Group>
            <HoldButton
              of={{ kind: 'organisation', subject_id: me.organisation_id }}
              words={t('holds.stop_all')}
            />
            {may && connect}
          </Group>
        ) : null
      }
    >
      <Rows query={query} empty={empty}>
        {(number) => <NumberRow key={number.id} number={number} />}
      </Rows>
    </Page>
  );
}

function NumberRow({ number }: { number: NumberOut }) {
  const { t } = useTranslation();
  const limit = number.messaging_limit;
  const facts = [
    t(`quality.${number.quality.toLowerCase()}`, { defaultValue: number.quality }),
    number.pace > 0 && t('numbers.pace', { count: number.pace }),
    limit !== null && t('numbers.limit', { people: count(limit) }),
  ];
  return (
    <div className="row">
      <Phone size={20} aria-hidden />
      <div className="grow">
        <Text fw={600}>{number.name || number.display}</Text>
        <Text size="sm" c="dimmed">
          {[number.display, ...facts].filter(Boolean).join(' · ')}
        </Text>
        <Storage number={number} />
        <HoldButton
          of={{ kind: 'number', subject_id: number.id }}
          words={t('holds.stop')}
          name={number.name || number.display}
          size="compact-sm"
          mt="xs"
        />
      </div>
      <State of={number.state} />
    </div>
  );
}
