import { Alert, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ForecastOut } from '@/api';
import { forecastCampaignOptions } from '@/api/@tanstack/react-query.gen';
import { count, country, day, money } from '@/lib/format';
import { FactList } from '@/ui/FactList';
import { Numbers } from '@/ui/Numbers';
import { AskTrouble } from '@/ui/Problem';

/** What would happen if it started now. */
export function Forecast({ id, segment }: { id: string; segment: string }) {
  const { t } = useTranslation();
  const query = useQuery(forecastCampaignOptions({ path: { campaign_id: id } }));
  return (
    <section className="surface panel" aria-labelledby="forecast">
      <Title order={2} id="forecast" mb="sm">
        {t('forecast.title')}
      </Title>
      {query.isPending && <Skeleton height={200} aria-busy="true" />}
      {query.isError && <AskTrouble error={query.error} again={() => void query.refetch()} />}
      {query.data && <Told of={query.data} segment={segment} />}
    </section>
  );
}

function Told({ of, segment }: { of: ForecastOut; segment: string }) {
  const { t } = useTranslation();
  const reached = of.audience - of.without_consent;
  const markets = Object.entries(of.by_market).map(
    ([market, amount]) => `${country(market)}: ${money(amount, of.currency)}`,
  );
  return (
    <Stack gap="md">
      <Numbers
        label={t('forecast.title')}
        of={[
          [t('forecast.audience'), of.audience],
          [t('forecast.reached'), reached],
          [t('forecast.refused'), of.without_consent],
        ]}
      />
      {of.without_consent > 0 && (
        <Alert color="yellow">
          {t('forecast.why', { count: of.without_consent, shown: count(of.without_consent) })}
        </Alert>
      )}
      {of.expired > 0 && (
        <Alert color="yellow">
          {t('forecast.expired', { count: of.expired, shown: count(of.expired) })}
        </Alert>
      )}
      {reached <= 0 && <Alert color="red">{t('forecast.nobody')}</Alert>}
      <FactList
        facts={[
          [t('plan.segment'), segment],
          [t('forecast.price'), <strong key="price">{money(of.amount, of.currency)}</strong>],
          ...(markets.length > 1
            ? [[t('forecast.by_market'), markets.join(' · ')] as [string, string]]
            : []),
        ]}
      />
      <Text size="sm" c="dimmed">
        {t('forecast.price_why', { day: day(of.card_from), source: of.source })}
      </Text>
      {of.unpriced > 0 && (
        <Alert color="yellow">
          {t('forecast.unpriced', { count: of.unpriced, shown: count(of.unpriced) })}
        </Alert>
      )}
    </Stack>
  );
}
