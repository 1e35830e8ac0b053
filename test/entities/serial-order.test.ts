import { describeLostOrder, describeSerialOrder } from './serial-order.ts';

describeSerialOrder({ writers: 16, requests: 4, seeds: [1] });
describeLostOrder({ writers: 4, requests: 5 });
