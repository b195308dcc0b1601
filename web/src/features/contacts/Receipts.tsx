import { Anchor, Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Download, ReceiptText } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { makeReceipt, type ConsentReceiptOut } from '@/api';
import { listReceiptsOptions, listReceiptsQueryKey } from '@/api/@tanstack/react-query.gen';
import { moment } from '@/lib/format';
import { problemOf, wordsOf } from '@/lib/problem';
import { CopyText } from '@/ui/CopyText';

/** The signed receipts of a person's consents. */
export function Receipts({ id }: { id: string }) {
  const { data = [] } = useQuery(listReceiptsOptions({ path: { contact_id: id } }));
  if (!data.length) return null;
  return (
    <Stack gap={4} mt="md" component="ul" p={0} style={{ listStyle: 'none' }}>
      {data.map((one) => (
        <li key={one.id}>
          <Receipt contact={id} of={one} />
        </li>
      ))}
    </Stack>
  );
}

/** One receipt: to hand over as a link, a code or a file. */
function Receipt({ contact, of }: { contact: string; of: ConsentReceiptOut }) {
  const { t } = useTranslation();
  const [open, { open: show, close }] = useDisclosure();
  const purposes = of.purposes.map((one) => t(`purpose.${one}`)).join(', ');
  const file = `data:application/json;charset=utf-8,${encodeURIComponent(of.file)}`;
  return (
    <>
      <Button
        variant="subtle"
        size="compact-sm"
        h="auto"
        mih={28}
        styles={{ label: { whiteSpace: 'normal', textAlign: 'start' } }}
        leftSection={<ReceiptText size={16} aria-hidden />}
        onClick={show}
      >
        {t('receipts.of', { purposes, at: moment(of.at) })}
      </Button>
      <Modal
        opened={open}
        onClose={close}
        title={t('receipts.title')}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        <Text mb="sm">{t('receipts.lead')}</Text>
        <CopyText text={of.url} label={t('receipts.link')} />
        <Group mt="md" align="flex-end">
          <img
            src={`/api/contacts/${contact}/receipts/${of.id}/qr.svg`}
            width={160}
            height={160}
            alt={t('receipts.code')}
            style={{ borderRadius: 8 }}
          />
          <Anchor href={file} download={`receipt-${of.id}.json`}>
            <Download size={14} aria-hidden /> {t('receipts.save')}
          </Anchor>
        </Group>
      </Modal>
    </>
  );
}

/** A receipt for a consent that has none yet. */
export function MakeReceipt({ contact, consent }: { contact: string; consent: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const path = { contact_id: contact, consent_id: consent };
  const make = useMutation({
    mutationFn: () => makeReceipt({ path }),
    onSuccess: () =>
      queries.invalidateQueries({
        queryKey: listReceiptsQueryKey({ path: { contact_id: contact } }),
      }),
  });
  return (
    <>
      <Button
        variant="subtle"
        size="compact-xs"
        px={0}
        loading={make.isPending}
        onClick={() => make.mutate()}
      >
        {t('receipts.make')}
      </Button>
      {make.isError && (
        <Text size="sm" c="red" role="alert">
          {wordsOf(problemOf(make.error), t)}
        </Text>
      )}
    </>
  );
}
