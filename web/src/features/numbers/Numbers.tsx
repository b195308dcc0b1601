import { Button, Group, Text } from '@mantine/core';
import { useQuery, useSuspenseQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Phone, Plus } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { BudgetOut, NumberOut } from '@/api';
import {
  listBudgetsOptions,
  listNumbersOptions,
  showMeOptions,
} from '@/api/@tanstack/react-query.gen';
import { HoldButton } from '@/ui/HoldButton';
import { Empty } from '@/ui/Empty';
import { Page } from '@/ui/Page';
import { Rows } from '@/ui/Rows';
import { State } from '@/ui/State';
import { Places } from './Places';
import { SimulatorButton } from './SimulatorButton';
import { Storage } from './Storage';

/** Milliseconds: places come free by time, of which no news tells. */
const LOOK = 10_000;

export function Numbers() {
  const { t } = useTranslation();
  const { data: me } = useSuspenseQuery(showMeOptions());
  const query = useQuery(listNumbersOptions());
  const { data: budgets = [] } = useQuery({ ...listBudgetsOptions(), refetchInterval: LOOK });
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
        {(number) => (
          <NumberRow
            key={number.id}
            number={number}
            budget={budgets.find((one) => one.number_ids.includes(number.id))}
          />
        )}
      </Rows>
    </Page>
  );
}

function NumberRow({ number, budget }: { number: NumberOut; budget?: BudgetOut }) {
  const { t } = useTranslation();
  const facts = [
    t(`quality.${number.quality.toLowerCase()}`, { defaultValue: number.quality }),
    number.pace > 0 && t('numbers.pace', { count: number.pace }),
  ];
  return (
    <div className="row">
      <Phone size={20} aria-hidden />
      <div className="grow">
        <Text fw={600}>{number.name || number.display}</Text>
        <Text size="sm" c="dimmed">
          {[number.display, ...facts].filter(Boolean).join(' · ')}
        </Text>
        {budget && <Places of={budget} name={number.name || number.display} />}
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
