import { describeLostOrder, describeSerialOrder } from '../entities/serial-order.ts';

describeSerialOrder({ writers: 16, requests: 12, seeds: Array.from({ length: 20 }, (_, seed) => seed + 1) });
describeLostOrder({ writers: 16, requests: 12 });
