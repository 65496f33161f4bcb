# The register of localities.

places = Địa danh hành chính
places-hint = Tra tỉnh, huyện, xã theo danh mục của Nhà nước, cả nơi nay không còn. Gõ có dấu hay không dấu đều được.
places-none = Chưa có danh mục.
places-none-hint = Người cài đặt văn phòng nạp danh mục bằng lệnh thenchot import units.
place-label = Tên hoặc mã
place-find = Tra
place-size = { $n ->
   *[other] Danh mục có { $count } nơi.
}
place-found = { $n ->
    [0] Không tìm thấy nơi nào.
   *[other] { $count } nơi
}
place-none-hint = Thử gõ ít chữ hơn, hoặc thêm tên tỉnh: “an cư an giang”.
place-code = mã { $code }
place-since = từ { $day }
place-until = đến hết { $day }
place-always = chưa rõ từ ngày nào
place-then = Sau đó là: { $names }
place-from-what = Lập từ: { $names }
place-part = một phần { $name }
place-more = { $n ->
   *[other] và { $count } nơi khác
}
place-lies = Thuộc
place-became = Sau đó là
place-was = Lập từ
place-inside = Gồm
place-went-whole = toàn bộ
place-went-default = một phần (lấy khi không biết rõ hơn)
place-went-part = một phần
place-which = Có nhiều nơi tên như vậy. Chọn một nơi.
place-unknown = Không có nơi này trong danh mục. Gõ lại, hoặc để trống.
place-choose = Là nơi nào
place-of-unit = Địa bàn
place-of-merged-hint = Gõ tên xã, phường rồi chọn. Để trống thì lấy địa bàn chung của các đơn vị cũ; đảng bộ xã, phường, huyện, tỉnh khác địa bàn thì lập địa bàn mới theo tên đơn vị mới.
place-of-part-hint = Gõ tên xã, phường rồi chọn. Để trống thì đơn vị mới có địa bàn mới theo tên của nó; đơn vị nhận phần còn lại giữ địa bàn cũ.
place-of-unit-hint = Gõ tên xã, phường rồi chọn; có dấu hay không dấu đều được. Để trống thì lấy địa bàn của đơn vị cấp trên; đảng bộ xã, phường, tỉnh phải ghi địa bàn của mình.
place-needed = Đảng bộ này phụ trách địa bàn nào? Gõ tên xã, phường rồi chọn.
place-anothers = Địa bàn này do đơn vị khác phụ trách, ngoài quyết định này. Ghi đúng địa bàn của đơn vị mới, hoặc để trống.
place-twice = Hai đơn vị mới không thể cùng phụ trách một địa bàn.
place-ended = Nơi này không còn từ { $day }. Chọn nơi có vào ngày của quyết định.
place-to-come = Nơi này chỉ có từ { $day }. Chọn nơi có vào ngày của quyết định.
verb-gazetteer-import = Nạp danh mục địa danh
