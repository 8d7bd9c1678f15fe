import { describe, expect, it } from "vitest";
import { addressKey, clientAddress } from "./client-address";

describe("clientAddress", () => {
  it.each([
    [null, null],
    ["", null],
    ["not an address", null],
    ["203.0.113.7", "203.0.113.7"],
    ["198.51.100.1, 203.0.113.7", "203.0.113.7"],
    ["203.0.113.7, <script>", null],
    ["2001:db8::1", "2001:db8::1"],
  ])("reads %j as %j: the entry of the nearest proxy", (header, expected) => {
    expect(clientAddress(new Headers(header === null ? {} : { "x-forwarded-for": header }))).toBe(expected);
  });
});

describe("addressKey", () => {
  it.each([
    [null, "unknown"],
    ["203.0.113.7", "203.0.113.7"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["::ffff:cb00:7107", "203.0.113.7"],
    ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
    ["2001:0db8:0001:0002:ffff::", "2001:db8:1:2::/64"],
    ["2001:DB8:1:2::9", "2001:db8:1:2::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
  ])("gives %j the key %j", (address, key) => expect(addressKey(address)).toBe(key));
});
