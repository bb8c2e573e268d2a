$.ajax({
  type: 'POST',
  url: 'http://server:1501/iam',
  data: JSON.stringify({
    PrivateId: peer.PrivateId,
    Passphrase: "something short and sweet"
  }),
  dataType: 'json',
  processData: false
});
